/** The whole path with the real networks, as a visitor with a webcam goes it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, test, type Page } from "@playwright/test";

import { PYTHON, SOURCE, Studio } from "./studio";
import { agree, noteShown, works } from "./visitor";

const run = promisify(execFile);

/** Ends with an error where two pictures differ in a single pixel. */
const SAME_PICTURE = `
import sys
import numpy as np
from PIL import Image
one, other = (np.asarray(Image.open(name).convert("RGB")) for name in sys.argv[1:3])
assert one.shape == other.shape, (one.shape, other.shape)
assert (one == other).all(), f"{(one != other).mean():.2%} of the values differ"
`;

let studio: Studio;
test.beforeAll(async () => {
  studio = await Studio.start("--workers", "1");
});
test.afterAll(() => studio.stop());

test("from a face to works that can be kept, repainted and forgotten", async ({ page }, info) => {
  test.setTimeout(420_000);
  const shown = await noteShown(page, "[data-candidate]");

  await test.step("consent, and then a live mood", async () => {
    await agree(page, studio.url);
    await expect(page.getByTestId("live-mood")).toContainText("Happy");
    const happy = page.getByRole("listitem").filter({ hasText: "Happy" });
    await expect(happy).toContainText(/[5-9]\d %|100 %/);
  });

  await test.step("candidates are painted, the critic chooses, three works come", async () => {
    await page.getByRole("button", { name: "Paint this face" }).click();
    await expect(works(page)).toHaveCount(3);
    expect((await shown())["[data-candidate]"]).toBeGreaterThan(0);
    for (const size of await sizes(page)) expect(size).toBeGreaterThanOrEqual(256);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Happy");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  });

  await test.step("a download repaints the same picture from its recipe", async () => {
    const download = page.waitForEvent("download");
    await page
      .getByRole("link", { name: /^Download/ })
      .first()
      .click();
    const file = info.outputPath("work.png");
    await (await download).saveAs(file);
    const again = info.outputPath("again.png");
    const env = { ...process.env, PYTHONPATH: SOURCE };
    await run(PYTHON, ["-m", "vaha", "paint", "--recipe", file, "--out", again], { env });
    await run(PYTHON, ["-c", SAME_PICTURE, file, again]);
  });

  await test.step("another mood by the sliders is painted instead", async () => {
    await page.getByRole("button", { name: "That’s not what I feel" }).click();
    await page.getByRole("slider", { name: "How happy" }).fill("0");
    await page.getByRole("slider", { name: "How sad" }).fill("100");
    await expect(page.getByTestId("mixed-mood")).toContainText("Sad");
    await page.getByRole("button", { name: "Repaint" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^Sad/ })).toBeVisible();
    await expect(works(page)).toHaveCount(3);
  });

  await test.step("both portraits hang in the gallery", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Gallery" }).click();
    await expect(page.getByTestId("piece")).toHaveCount(6);
  });

  await test.step("a walk between two moods", async () => {
    await page.getByTestId("piece").first().getByRole("link").click();
    await page.getByRole("link", { name: /^Morph/ }).click();
    const frame = page.getByTestId("morph-frame");
    await expect(frame).toBeVisible({ timeout: 60_000 });
    const before = await frame.getAttribute("src");
    await page.getByRole("slider", { name: "How far along" }).fill("9");
    await expect(frame).not.toHaveAttribute("src", before ?? "");
    await expect
      .poll(() => frame.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBe(256);
  });

  await test.step("forget me deletes all and says what it was", async () => {
    await page.getByRole("link", { name: "Forget me" }).click();
    await page.getByRole("button", { name: "Forget me" }).click();
    await expect(page.getByTestId("receipt")).toContainText("Paintings deleted6");
    await expect(page.getByTestId("receipt")).toContainText("Portraits deleted2");
    await page.goto(`${studio.url}/gallery`);
    await expect(page.getByText("Nothing hangs here yet")).toBeVisible();
  });
});

/** The real widths of the works, in the pixels of their files. */
const sizes = async (page: Page): Promise<number[]> => {
  const images = works(page).getByRole("img");
  await expect
    .poll(() => images.evaluateAll((all) => all.every((one) => (one as HTMLImageElement).complete)))
    .toBe(true);
  return images.evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
};
