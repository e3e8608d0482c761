/** What a visitor does again and again. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

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

/** Nothing that axe calls serious or worse. */
export async function expectAccessible(page: Page): Promise<void> {
  // Half-faded colours are no colours: let the screen arrive first.
  await page.waitForTimeout(900);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect(grave).toEqual([]);
}
