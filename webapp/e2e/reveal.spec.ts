/** Works are seen while they are painted, on graphics that the processor emulates. */
import { expect, test, type Page } from "@playwright/test";

import { withWebGl } from "./brush/bench";
import { Studio } from "./studio";
import { expectAccessible, mixAndPaint, works } from "./visitor";

test.use({ launchOptions: withWebGl() });

let studio: Studio;
test.beforeAll(async () => {
  studio = await Studio.start("--fake");
});
test.afterAll(() => studio.stop());

/** However slow a machine is, a work is painted in less. */
const LONGEST_MS = 15_000;

const painted = (page: Page) => page.getByTestId("being-painted");
const canvases = (page: Page) => painted(page).locator("canvas");

test("fresh works are painted before the visitor's eyes, and again when asked", async ({
  page,
}) => {
  await page.clock.install();
  await page.addInitScript(notePainting);
  await mixAndPaint(page, studio.url);
  await expect(works(page)).toHaveCount(3);
  await expect(canvases(page)).not.toHaveCount(0);
  const finish = page.getByRole("button", { name: "Show them finished" });
  await expect(finish).toBeVisible();
  const seen = () => page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  await expect.poll(async () => new Set(await seen()).size).toBeGreaterThan(1);
  await page.clock.fastForward(LONGEST_MS);
  await expect(painted(page)).toHaveCount(0);
  // What was painted stays: the work does not fade in once more.
  const image = works(page).first().getByRole("img");
  expect(await image.evaluate((one) => one.getAnimations().length)).toBe(0);
  // Strokes of many colours make a large file; a blank canvas would be a small one.
  expect((await seen()).at(-1)?.length).toBeGreaterThan(40_000);
  await expectAccessible(page);

  const again = page.getByRole("button", { name: "Watch them being painted" });
  await again.press("Enter");
  await expect(canvases(page)).not.toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(painted(page)).toHaveCount(0);
  await again.click();
  await expect(canvases(page)).not.toHaveCount(0);
  // A click on a work that is being painted shows it finished; only the next one opens it.
  await works(page).first().getByRole("button", { name: /Open/ }).click();
  await expect(painted(page)).toHaveCount(0);
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.reload();
  await expect(works(page)).toHaveCount(3);
  await expect(again).toBeVisible();
  await expect(painted(page)).toHaveCount(0);
});

test.describe("who wants no movement", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });
  test("sees the works at once", async ({ page }) => {
    await mixAndPaint(page, studio.url);
    await expect(works(page)).toHaveCount(3);
    await expect(painted(page)).toHaveCount(0);
    await expect(page.getByTestId("reveal")).toHaveCount(0);
  });
});

/** Runs in the page: keeps what stands on the first canvas, four times a second. */
function notePainting(): void {
  const seen: string[] = [];
  Object.assign(window, { seen });
  setInterval(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("[data-state=painting] canvas");
    if (canvas) seen.push(canvas.toDataURL());
  }, 250);
}
