/**
 * The pictures of the page in docs/images/studio, made with the real networks:
 * `VAHA_SCREENSHOTS=1 npx playwright test screenshots`. The face is scikit-image's, public domain.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { expect, test, type Page } from "@playwright/test";

import { withWebGl } from "./brush/bench";
import { MADE } from "./prepare";
import { PYTHON, Studio } from "./studio";
import { agree, works } from "./visitor";

const PICTURES =
  process.env.VAHA_PICTURES ?? resolve(import.meta.dirname, "../../docs/images/studio");

const TO_WEBP = `
import sys
from pathlib import Path
from PIL import Image
source = Path(sys.argv[1])
Image.open(source).convert("RGB").save(sys.argv[2], quality=78, method=6)
source.unlink()
`;

const DEVICES = {
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true },
} as const;

test.use({ launchOptions: withWebGl() });

for (const [device, options] of Object.entries(DEVICES))
  test.describe(device, () => {
    test.use(options);
    test("each screen", async ({ page }) => {
      test.setTimeout(900_000);
      const studio = await Studio.start("--workers", "1");
      await walk(page, studio.url, (name, of = page) => picture(of, `${device}-${name}`));
      await studio.stop();
    });
  });

type Take = (name: string, of?: Page) => Promise<void>;

/** Strokes and all: the page takes emulated graphics for a hundred times as quick as they are. */
async function liveMirror(page: Page, url: string, take: Take): Promise<void> {
  const live = await page.context().newPage();
  await live.setViewportSize(page.viewportSize() ?? { width: 1440, height: 900 });
  await live.addInitScript(() => {
    const now = performance.now.bind(performance);
    performance.now = () => now() / 100;
  });
  await live.goto(`${url}/live`);
  const happy = live.getByText("Happy", { exact: true }).first();
  await expect(happy).toBeVisible({ timeout: 200_000 });
  await expect(live.getByTestId("live-strokes")).toBeVisible({ timeout: 200_000 });
  await live.waitForTimeout(15_000);
  await take("live", live);
  await live.close();
}

/** The works, and nothing more of how they were painted. */
async function finished(page: Page): Promise<void> {
  await expect(works(page)).toHaveCount(3, { timeout: 60_000 });
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("being-painted")).toHaveCount(0);
}

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(1600);
  mkdirSync(PICTURES, { recursive: true });
  const png = join(PICTURES, `${name}.png`);
  await page.screenshot({ path: png });
  execFileSync(PYTHON, ["-c", TO_WEBP, png, join(PICTURES, `${name}.webp`)]);
}

async function walk(page: Page, url: string, take: Take) {
  await page.goto(url);
  await take("entrance");
  await agree(page, url);
  await expect(page.getByTestId("live-mood")).toContainText("Happy");
  await take("mirror");
  await page.getByTestId("photo").setInputFiles(join(MADE, "two.jpg"));
  await expect(page.getByRole("button", { name: "All together" })).toBeVisible();
  await take("several-faces");
  await page.getByTestId("photo").setInputFiles(join(MADE, "nobody.png"));
  await expect(page.getByText(/No face was found/)).toBeVisible();
  await take("no-face");

  await liveMirror(page, url, take);

  await page.goto(`${url}/mix`);
  await page.getByRole("slider", { name: "How sad" }).fill("20");
  await take("mix");
  await page.getByRole("button", { name: "Paint this mood" }).click();
  await finished(page);
  await take("works");
  // A portrait is over too quickly to be photographed on its way; its candidates stay.
  const candidates = page.locator("details", { has: page.locator("[data-candidate]") });
  await candidates.locator("summary").click();
  await candidates.scrollIntoViewIfNeeded();
  await take("choice");
  await candidates.locator("summary").click();
  await page.getByRole("button", { name: "Change the mood" }).click();
  await take("correct");
  await page.getByRole("button", { name: "Never mind" }).click();
  await page.getByRole("button", { name: /Open/ }).first().click();
  await take("lightbox");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Compare" }).click();
  await expect(page.getByTestId("compared")).toHaveCount(3);
  await take("compare");

  await page.goto(`${url}/mix`);
  await page.getByRole("button", { name: "Angry" }).click();
  await page.getByRole("button", { name: "Paint this mood" }).click();
  await finished(page);
  await page.getByRole("navigation").getByRole("link", { name: "Gallery" }).click();
  await page.getByRole("button", { name: "Keep as a favourite" }).first().click();
  await take("gallery");
  await page.getByTestId("piece").first().getByRole("link").click();
  await expect(page.getByRole("button", { name: "Delete" })).toBeVisible();
  await take("work");
  await page.getByRole("link", { name: /^Morph/ }).click();
  await expect(page.getByTestId("morph-frame")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("slider", { name: "How far along" }).fill("7");
  await take("morph");
  await page.goto(`${url}/forget-me`);
  await page.getByRole("button", { name: "Forget me" }).click();
  await expect(page.getByTestId("receipt")).toBeVisible();
  await take("receipt");
}
