/** The live mirror painted in strokes, on graphics that the processor emulates. */
import { expect, test, type Page } from "@playwright/test";

import { withWebGl } from "./brush/bench";
import { Studio } from "./studio";
import { agreed, expectAccessible } from "./visitor";

test.use({ launchOptions: withWebGl() });

let studio: Studio;
test.beforeAll(async () => {
  studio = await Studio.start();
});
test.afterAll(() => studio.stop());

const strokes = (page: Page) => page.getByTestId("live-strokes");
const option = (page: Page) => page.getByRole("checkbox", { name: "Painted in strokes" });
const TOO_SLOW = "Strokes were turned off: this device is too slow for them.";

/** The page takes its graphics for a hundred times as quick: emulated ones are slow. */
const quick = (page: Page) =>
  page.addInitScript(() => {
    const now = performance.now.bind(performance);
    performance.now = () => now() / 100;
  });

test("strokes are laid on the live picture until they are turned off", async ({ page }) => {
  await quick(page);
  await agreed(page, `${studio.url}/live`);
  await expect(strokes(page)).toBeVisible();
  await expect(page.getByText("Happy", { exact: true }).first()).toBeVisible();
  const look = () => page.evaluate(compare);
  // Bristles and ridges: much finer than anything in the picture below them.
  await expect.poll(async () => (await look()).fine).toBeGreaterThan(1.3);
  const { apart, tones } = await look();
  expect(apart).toBeGreaterThan(4);
  expect(tones).toBeLessThan(40);
  await expect(option(page)).toBeChecked();
  if (process.env.VAHA_LOOK) await looked(page);
  await expectAccessible(page);

  await option(page).uncheck();
  await expect(strokes(page)).toHaveCount(0);
  const colours = () => page.evaluate(below);
  const first = await colours();
  await expect.poll(colours).not.toBe(first);
  await page.reload();
  await expect(page.getByText("Happy", { exact: true }).first()).toBeVisible();
  await expect(option(page)).not.toBeChecked();
  await expect(strokes(page)).toHaveCount(0);
});

test("where they are too slow they end by themselves, and say why", async ({ page }) => {
  await page.addInitScript(() => {
    const { prototype } = WebGL2RenderingContext;
    Object.defineProperty(prototype, "readPixels", {
      value: () => {
        const until = Date.now() + 80;
        while (Date.now() < until);
      },
    });
  });
  await agreed(page, `${studio.url}/live`);
  await expect(page.getByText(TOO_SLOW)).toBeVisible();
  await expect(option(page)).not.toBeChecked();
  await expect(strokes(page)).toHaveCount(0);
  const first = await page.evaluate(below);
  await expect.poll(() => page.evaluate(below)).not.toBe(first);
});

test.describe("who wants no movement", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });
  test("has strokes only when asking for them", async ({ page }) => {
    await quick(page);
    await agreed(page, `${studio.url}/live`);
    await expect(page.getByText("Happy", { exact: true }).first()).toBeVisible();
    await expect(option(page)).not.toBeChecked();
    await expect(strokes(page)).toHaveCount(0);
    await option(page).check();
    await expect(strokes(page)).toBeVisible();
  });
});

test("without the graphics for them they are not offered", async ({ page }) => {
  await page.addInitScript(() => {
    const { prototype } = HTMLCanvasElement;
    const get = Reflect.get(prototype, "getContext") as () => unknown;
    Object.defineProperty(prototype, "getContext", {
      value(this: HTMLCanvasElement, ...words: [string]) {
        return words[0] === "webgl2" ? null : (Reflect.apply(get, this, words) as unknown);
      },
    });
  });
  await agreed(page, `${studio.url}/live`);
  await expect(page.getByText("Happy", { exact: true }).first()).toBeVisible();
  await expect(option(page)).toHaveCount(0);
});

/** Runs in the page: what stands on the canvas below the strokes. */
function below(): string {
  const canvas = document.querySelector<HTMLCanvasElement>("[data-testid=live-picture]");
  const row = canvas?.getContext("2d")?.getImageData(0, 200, canvas.width, 1);
  return row?.data.join(" ") ?? "";
}

/** Runs in the page: the strokes beside the picture that they paint, levels and shares. */
function compare(): { fine: number; apart: number; tones: number } {
  const pixels = (name: string, side: number) => {
    const from = document.querySelector<HTMLCanvasElement>(`[data-testid=${name}]`);
    const onto = new OffscreenCanvas(side, side);
    const context = onto.getContext("2d");
    if (!from || !context) return new Uint8ClampedArray();
    context.imageSmoothingQuality = "high";
    context.drawImage(from, 0, 0, side, side);
    return context.getImageData(0, 0, side, side).data;
  };
  const far = (one: Uint8ClampedArray, other: Uint8ClampedArray) =>
    one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / (one.length || 1);
  const fine = (one: Uint8ClampedArray) => far(one.subarray(4), one.subarray(0, -4));
  const [painted, plain] = [pixels("live-strokes", 512), pixels("live-picture", 512)];
  return {
    fine: fine(painted) / fine(plain),
    apart: far(painted, plain),
    tones: far(pixels("live-strokes", 16), pixels("live-picture", 16)),
  };
}

/** Screenshots for whoever wants to look. */
async function looked(page: Page): Promise<void> {
  for (const scheme of ["light", "dark"] as const)
    for (const [name, width, height] of [
      ["desktop", 1280, 800],
      ["phone", 390, 844],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(1500);
      const path = `${process.env.VAHA_LOOK}/${name}-${scheme}.png`;
      await page.screenshot({ path, fullPage: name === "phone", timeout: 120_000 });
    }
}
