/** What is to be seen, as pixels and places on the screen; and ways in and out by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test, type Locator, type Page } from "@playwright/test";

import { colours, differences, nearest } from "./pixels";
import { MADE } from "./prepare";
import { Studio } from "./studio";
import { agreed, drop, mixAndPaint, works } from "./visitor";

let studio: Studio;
test.beforeAll(async () => {
  studio = await Studio.start("--fake");
});
test.afterAll(() => studio.stop());

test("the frame at the slider's place is the one that is seen", async ({ page }) => {
  await mixAndPaint(page, studio.url);
  await expect(works(page)).toHaveCount(3);
  await page
    .getByRole("link", { name: /^Morph/ })
    .first()
    .click();
  const frame = page.getByTestId("morph-frame");
  await expect(frame).toBeVisible();
  const picture = frame.locator("..");
  const frames = await picture
    .locator("img")
    .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).src));
  expect(frames).toHaveLength(16);
  for (const place of [0, 5, 10, 15]) {
    await page.getByRole("slider", { name: "How far along" }).fill(String(place));
    await expect(frame).toHaveAttribute("src", new URL(frames[place] ?? "").pathname);
    await expect.poll(async () => nearest(await differences(picture, frames))).toBe(place);
  }
});

test("what is hidden is never shown, whatever kind it is", async ({ page }) => {
  await page.goto(studio.url);
  const shown = await page.evaluate(() =>
    ["img", "video", "canvas", "button", "section"].filter((name) => {
      const one = document.createElement(name);
      one.hidden = true;
      document.body.append(one);
      return getComputedStyle(one).display !== "none";
    }),
  );
  expect(shown).toEqual([]);
});

test("Back closes a large work and stays with the three", async ({ page }) => {
  // While works are painted, a click would end that first.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await mixAndPaint(page, studio.url);
  await expect(works(page)).toHaveCount(3);
  const address = page.url();
  await page.getByRole("button", { name: /^Open/ }).first().click();
  const lightbox = page.getByRole("dialog", { name: "The work in full size" });
  await expect(lightbox).toBeVisible();
  await expect.poll(() => page.evaluate(() => history.state as unknown)).toBe("vaha:over");
  await page.goBack();
  await expect(lightbox).toBeHidden();
  expect(page.url()).toBe(address);
  await expect(works(page)).toHaveCount(3);

  await page.getByRole("button", { name: /^Open/ }).first().click();
  await page.getByRole("button", { name: "Close" }).click();
  await expect(lightbox).toBeHidden();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Mix a mood" })).toBeVisible();
});

test.describe("a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("the three works are seen together, and a swipe turns to the next", async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await mixAndPaint(page, studio.url);
    await expect(works(page)).toHaveCount(3);
    const boxes = await Promise.all(
      (await works(page).getByRole("img").all()).map((one) => one.boundingBox()),
    );
    const tops = boxes.map((box) => box?.y ?? Number.NaN);
    const ends = boxes.map((box) => (box?.y ?? Number.NaN) + (box?.height ?? 0));
    expect(Math.max(...ends) - Math.min(...tops)).toBeLessThan(844);

    await page.getByRole("button", { name: /^Open/ }).first().click();
    const lightbox = page.getByRole("dialog", { name: "The work in full size" });
    await swipe(lightbox.getByRole("img"), -150);
    await expect(lightbox).toContainText("2 of 3");
    await swipe(lightbox.getByRole("img"), 150);
    await expect(lightbox).toContainText("1 of 3");
  });
});

async function swipe(on: Locator, far: number): Promise<void> {
  await on.evaluate((element, way) => {
    const finger = (clientX: number) =>
      new Touch({ identifier: 1, target: element, clientX, clientY: 300 });
    const tell = (name: string, at: number, touches: Touch[]) =>
      element.dispatchEvent(
        new TouchEvent(name, { bubbles: true, touches, changedTouches: [finger(at)] }),
      );
    tell("touchstart", 200, [finger(200)]);
    tell("touchend", 200 + way, []);
  }, far);
}

test("on paper there is nothing to press", async ({ page }) => {
  await mixAndPaint(page, studio.url);
  await expect(works(page)).toHaveCount(3);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation")).toBeHidden();
  await expect(page.getByRole("contentinfo")).toBeHidden();
  await expect(page.getByRole("link", { name: /^Download/ }).first()).toBeHidden();
  await expect(page.getByRole("button", { name: "Change the mood" })).toBeHidden();
  await expect(works(page).getByRole("img").first()).toBeVisible();
});

test("a work of ours that is dropped anywhere opens its recipe", async ({ page }, info) => {
  await mixAndPaint(page, studio.url);
  await expect(works(page)).toHaveCount(3);
  const download = page.waitForEvent("download");
  await page
    .getByRole("link", { name: /^Download/ })
    .first()
    .click();
  const file = info.outputPath("work.png");
  await (await download).saveAs(file);
  const sent = noteUploads(page);
  await agreed(page, `${studio.url}/gallery`);
  await expect(page.getByTestId("piece").first()).toBeVisible();
  await drop(page, file);
  await expect(page.getByText("This picture carries its recipe")).toBeVisible();
  await expect(page.getByRole("img", { name: "The picture you opened" })).toBeVisible();
  expect(sent).toEqual([]);
  await page.getByRole("button", { name: "Paint three works of this mood" }).click();
  await expect(works(page)).toHaveCount(3);
});

test("a photo that is dropped on the gallery is read", async ({ page }) => {
  await agreed(page, `${studio.url}/gallery`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await drop(page, join(MADE, "portrait.jpg"));
  await expect(page.getByRole("img", { name: "The photo you chose" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Paint this face" })).toBeVisible();
});

test("a photo goes to the studio byte for byte, also one that this browser cannot decode", async ({
  page,
}) => {
  const photo = join(MADE, "portrait.jpg");
  await page.addInitScript(() => {
    const reach = window.fetch.bind(window);
    window.fetch = (address, request) => {
      if (
        typeof address === "string" &&
        address.includes("thorough") &&
        request?.body instanceof Blob
      )
        sessionStorage.sent = `${(sessionStorage.sent as string | undefined) ?? ""} ${request.body.size}`;
      return reach(address, request);
    };
  });
  await agreed(page, `${studio.url}/mirror`);
  await page.getByTestId("photo").setInputFiles(photo);
  await expect(page.getByRole("img", { name: "The photo you chose" })).toBeVisible(); // no camera now
  await expect(page.getByRole("button", { name: "Paint this face" })).toBeVisible();
  await page.addInitScript(() => {
    window.createImageBitmap = () => Promise.reject(new DOMException("", "InvalidStateError"));
  });
  await page.reload();
  await page.getByTestId("photo").setInputFiles(photo);
  await expect(page.getByText("This browser cannot show this kind of photo")).toBeVisible();
  await page.getByRole("button", { name: "Paint this face" }).click();
  await expect(works(page)).toHaveCount(3);
  const size = readFileSync(photo).length;
  const sent = await page.evaluate(() => sessionStorage.sent as string);
  expect(sent).toBe(` ${size} ${size}`);
});

test("the live painting fills the screen with nothing around it but black", async ({ page }) => {
  await agreed(page, `${studio.url}/live`);
  await expect(page.getByText("Happy", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Full screen" }).click();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  const corners = await page.getByTestId("live-picture").evaluate((picture) => {
    const { width } = picture.getBoundingClientRect();
    const around = getComputedStyle(picture).backgroundColor;
    return { around, missing: innerWidth - width };
  });
  expect(corners).toEqual({ around: "rgb(0, 0, 0)", missing: 0 });
});

test("where nothing may fill the screen the live painting covers the page", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Document.prototype, "fullscreenEnabled", { get: () => undefined });
    Reflect.deleteProperty(Element.prototype, "requestFullscreen");
  });
  await page.setViewportSize({ width: 390, height: 664 });
  await agreed(page, `${studio.url}/live`);
  await expect(page.getByText("Happy", { exact: true }).first()).toBeVisible();
  const picture = page.getByTestId("live-picture");
  const before = await picture.boundingBox();
  const leave = page.getByRole("button", { name: "Leave full screen" });
  const ways = {
    button: () => leave.click(),
    escape: () => page.keyboard.press("Escape"),
    back: () => page.goBack(),
  };
  for (const way of Object.values(ways)) {
    await page.getByRole("button", { name: "Full screen" }).click();
    await expect(leave).toBeFocused();
    expect(await picture.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 664 });
    const shot = await colours(page, [
      [2, 2],
      [2, 660],
      [388, 660],
    ]);
    expect(shot).toEqual(Array(3).fill([0, 0, 0])); // neither the page nor its colours
    await way();
    await expect(leave).toBeHidden();
    await expect(page).toHaveURL(/\/live$/);
  }
  const after = await picture.boundingBox();
  expect([after?.width, after?.height]).toEqual([before?.width, before?.height]);
  await expect(page.getByRole("button", { name: "Full screen" })).toBeFocused();
});

test("the live mirror without a camera has a way to a photo", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("", "NotFoundError"));
  });
  await agreed(page, `${studio.url}/live`);
  await page.getByRole("link", { name: "A portrait from a photo" }).click();
  await expect(page.getByRole("button", { name: "Use a photo" })).toBeVisible();
});

/** The addresses to which anything is sent from now on. */
function noteUploads(page: Page): string[] {
  const sent: string[] = [];
  page.on("request", (asked) => {
    if (asked.method() === "POST") sent.push(asked.url());
  });
  return sent;
}
