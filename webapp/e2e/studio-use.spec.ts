/** The page in the hands of different people: keyboard, screen reader, phone, two tabs, no camera. */
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { MADE } from "./prepare";
import { Studio } from "./studio";
import { agreed, drop, expectAccessible, mixAndPaint, works } from "./visitor";

let studio: Studio;
test.beforeAll(async () => {
  studio = await Studio.start("--fake");
});
test.afterAll(() => studio.stop());

test("axe finds nothing serious on any screen", async ({ page }) => {
  await page.goto(studio.url);
  await expectAccessible(page);
  await page.getByRole("button", { name: "I agree, show me the mirror" }).click();
  await expect(page.getByTestId("live-mood")).toContainText("Happy");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Paint this face" }).click();
  await expect(works(page)).toHaveCount(3);
  await page.getByRole("button", { name: "That’s not what I feel" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByTestId("compared")).toHaveCount(3);
  await expectAccessible(page);
  await page.getByRole("navigation").getByRole("link", { name: "Gallery" }).click();
  await expect(page.getByTestId("piece")).toHaveCount(3);
  await expectAccessible(page);
  await page.getByTestId("piece").first().getByRole("link").click();
  await expect(page.getByRole("button", { name: "Delete" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: /^Morph/ }).click();
  await expect(page.getByTestId("morph-frame")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Forget me" }).click();
  await expectAccessible(page);
});

test.describe("a phone at night", () => {
  test.use({ viewport: { width: 360, height: 740 }, colorScheme: "dark", hasTouch: true });

  test("nothing is wider than the phone, and axe finds nothing serious", async ({ page }) => {
    for (const screen of ["/", "/mirror", "/mix", "/gallery", "/forget-me"]) {
      await agreed(page, studio.url + screen);
      await expectAccessible(page);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, screen).toBeLessThanOrEqual(360);
    }
  });
});

test.describe("a small phone", () => {
  test.use({ viewport: { width: 360, height: 480 }, hasTouch: true });

  test("the live mirror goes on seeing where the camera's own picture is out of sight", async ({
    page,
  }) => {
    await agreed(page, `${studio.url}/live`);
    const video = page.getByLabel("You, mirrored");
    await expect(video).not.toBeInViewport();
    const time = () => video.evaluate((shown: HTMLVideoElement) => shown.currentTime);
    await expect.poll(time).toBeGreaterThan(0);
    const before = await time();
    await expect.poll(time).toBeGreaterThan(before + 1);
  });
});

test("a portrait without a mouse: keys open, turn and close, and the focus comes back", async ({
  page,
}) => {
  // While works are painted, Enter would end that first.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${studio.url}/mix`);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.getByRole("slider", { name: "How fearful" }).focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Paint this mood" }).focus();
  await page.keyboard.press("Enter");
  await expect(works(page)).toHaveCount(3);
  await expect(page.getByTestId("announcements")).toContainText("Three works are finished");

  const first = page.getByRole("button", { name: /Open/ }).first();
  await first.focus();
  await page.keyboard.press("Enter");
  const lightbox = page.getByRole("dialog", { name: "The work in full size" });
  await expect(lightbox).toContainText("1 of 3");
  await page.keyboard.press("ArrowRight");
  await expect(lightbox).toContainText("2 of 3");
  await page.keyboard.press("Escape");
  await expect(lightbox).toBeHidden();
  await expect(first).toBeFocused();
});

test("a favourite in one tab is one in the other; a deleted work leaves both", async ({
  page,
  context,
}) => {
  await mixAndPaint(page, studio.url);
  await expect(works(page)).toHaveCount(3);
  const other = await context.newPage();
  await other.goto(`${studio.url}/gallery`);
  await expect(other.getByTestId("piece")).toHaveCount(3);

  await page.getByRole("button", { name: "Keep as a favourite" }).first().click();
  await expect(other.getByRole("button", { name: "A favourite; remove" })).toHaveCount(1);

  await other.getByTestId("piece").first().getByRole("link").click();
  await other.getByRole("button", { name: "Delete" }).click();
  await other.getByRole("button", { name: "Delete it" }).click();
  await expect(other.getByTestId("piece")).toHaveCount(2);
});

test("a work is varied", async ({ page }) => {
  await mixAndPaint(page, studio.url);
  await expect(works(page)).toHaveCount(3);
  const before = page.url();
  await page
    .getByRole("button", { name: /^Paint variations/ })
    .first()
    .click();
  await page.waitForURL((url) => url.href !== before);
  await expect(works(page)).toHaveCount(3);
});

test("the live mirror paints, and goes on painting", async ({ page }) => {
  await agreed(page, `${studio.url}/live`);
  const picture = page.getByTestId("live-picture");
  const colours = () =>
    picture.evaluate((canvas: HTMLCanvasElement) => {
      const row = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, 1);
      return row?.data.join(" ") ?? "";
    });
  const blank = await colours();
  await expect.poll(colours).not.toBe(blank);
  const first = await colours();
  await expect.poll(colours).not.toBe(first);
  await expect(page.getByText("Happy", { exact: true }).first()).toBeVisible();
  await expectAccessible(page);
});

test("a face held for two seconds is painted by itself", async ({ page }) => {
  await agreed(page, `${studio.url}/mirror`);
  await page.getByRole("checkbox").check();
  await expect(page.getByText(/Hold it/)).toBeVisible();
  await expect(works(page)).toHaveCount(3);
});

test("a photo that is dropped is painted", async ({ page }) => {
  await agreed(page, `${studio.url}/mirror`);
  await drop(page, join(MADE, "portrait.jpg"));
  await expect(page.getByRole("img", { name: "The photo you chose" })).toBeVisible();
  await page.getByRole("button", { name: "Paint this face" }).click();
  await expect(works(page)).toHaveCount(3);
});

for (const [fault, words] of [
  ["NotFoundError", "No camera was found"],
  ["NotReadableError", "The camera is in use elsewhere"],
] as const)
  test(`${words}, and a photo still works`, async ({ page }) => {
    await page.addInitScript((name) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
    }, fault);
    await agreed(page, `${studio.url}/mirror`);
    await expect(page.getByRole("alert")).toContainText(words);
    await expectAccessible(page);
    await page.getByTestId("photo").setInputFiles(join(MADE, "portrait.jpg"));
    await page.getByRole("button", { name: "Paint this face" }).click();
    await expect(works(page)).toHaveCount(3);
  });
