/** What a visitor does again and again. */
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";

import { AxeBuilder } from "@axe-core/playwright";
import { expect, request, type APIRequestContext, type Page } from "@playwright/test";

export async function agree(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: "I agree, show me the mirror" }).click();
}

/** Agrees, and goes straight to another screen. */
export async function agreed(page: Page, address: string): Promise<void> {
  await page.addInitScript(() => localStorage.setItem("vaha.consent", "yes"));
  await page.goto(address);
}

export async function mixAndPaint(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/mix`);
  await page.getByRole("button", { name: "Paint this mood" }).click();
}

export const works = (page: Page) => page.getByTestId("work");

/** Keeps note of what the server pushes to the page; returns how to read it. */
export async function noteEvents(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const noted: string[] = [];
    Object.assign(window, { noted });
    const note = (event: Event) => {
      const { stage } = JSON.parse((event as MessageEvent<string>).data) as { stage?: string };
      noted.push(event.type === "stage" ? `stage ${stage ?? ""}` : event.type);
    };
    window.EventSource = class extends EventSource {
      constructor(address: string | URL) {
        super(address);
        const names = ["stage", "faces", "mood", "candidates", "choice", "work", "done"];
        names.forEach((name) => this.addEventListener(name, note));
      }
    };
  });
  return () => page.evaluate(() => (window as unknown as { noted: string[] }).noted);
}

/**
 * Keeps note of what the page ever shows, however short: for each selector the most that were there
 * at once. To be called before the page is opened; returns how to read it.
 */
export async function noteShown(
  page: Page,
  ...selectors: string[]
): Promise<() => Promise<Record<string, number>>> {
  await page.addInitScript((wanted) => {
    const shown: Record<string, number> = {};
    Object.assign(window, { shown });
    const look = () => {
      for (const selector of wanted)
        shown[selector] = Math.max(
          shown[selector] ?? 0,
          document.querySelectorAll(selector).length,
        );
    };
    new MutationObserver(look).observe(document, {
      attributes: true,
      childList: true,
      subtree: true,
    });
  }, selectors);
  return () => page.evaluate(() => (window as unknown as { shown: Record<string, number> }).shown);
}

/** Another visitor, who has no page; their portraits are the longest that the studio paints. */
export class Other {
  private readonly client: APIRequestContext;
  private readonly portraits: string[] = [];

  private constructor(client: APIRequestContext) {
    this.client = client;
  }

  static async come(url: string): Promise<Other> {
    return new Other(await request.newContext({ baseURL: `${url}/api/v1/` }));
  }

  /** Asks for a portrait; false where the studio is full. */
  async ask(): Promise<boolean> {
    const data = { mood: { sad: 1 }, candidates: 64, keep: 8 };
    const answer = await this.client.post("portraits", { headers: OURS, data });
    if (answer.status() === 429) return false;
    expect(answer.status()).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    this.portraits.push(id);
    return true;
  }

  /** Asks for a portrait and waits until a worker is at it, so that nobody waits in line. */
  async occupy(): Promise<void> {
    expect(await this.ask()).toBe(true);
    const path = `portraits/${String(this.portraits.at(-1))}`;
    const state = async () =>
      ((await (await this.client.get(path)).json()) as { state: string }).state;
    await expect.poll(state, { intervals: [20] }).toBe("running");
  }

  /** Takes back all that was asked for, and goes. */
  async leave(): Promise<void> {
    for (const id of this.portraits) await this.client.delete(`portraits/${id}`, { headers: OURS });
    await this.client.dispose();
  }
}

const OURS = { "X-VAHA": "1" };

/** Nothing that axe calls serious or worse. */
export async function expectAccessible(page: Page): Promise<void> {
  // Half-faded colours are no colours: let the screen arrive first.
  await expect.poll(() => page.evaluate(isMoving)).toBe(false);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect(grave).toEqual([]);
}

/** Whether anything moves that will come to rest. */
const isMoving = (): boolean =>
  document
    .getAnimations()
    .some(
      ({ playState, effect }) =>
        playState === "running" && effect?.getComputedTiming().endTime !== Infinity,
    );

/** Drops a file on the page. */
export async function drop(page: Page, file: string): Promise<void> {
  const encoded = (await readFile(file)).toString("base64");
  const type = extname(file) === ".png" ? "image/png" : "image/jpeg";
  const data = await page.evaluateHandle(
    ({ encoded, name, type }) => {
      const transfer = new DataTransfer();
      const binary = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([binary], name, { type }));
      return transfer;
    },
    { encoded, name: basename(file), type },
  );
  await page.dispatchEvent("body", "dragover", { dataTransfer: data });
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
}
