/** The page of a blind study, opened from the disk as a voter would. */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

import { PYTHON, SOURCE } from "./studio";

const PICTURES = 7;

let folder: string;

const python = (...words: string[]): string =>
  execFileSync(PYTHON, [join(import.meta.dirname, "make_study.py"), ...words], {
    env: { ...process.env, PYTHONPATH: SOURCE },
    encoding: "utf-8",
  });

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vaha-study-"));
  python(folder);
});

async function begin(page: Page): Promise<string[]> {
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(message.text());
  });
  page.on("request", (request) => {
    if (!/^(file|blob|data):/.test(request.url())) wrong.push(request.url());
  });
  await page.goto(pathToFileURL(join(folder, "show", "index.html")).href);
  await expect(page.getByText("made by a trained algorithm")).toBeVisible();
  await page.getByRole("button", { name: "Begin" }).click();
  return wrong;
}

const shown = async (page: Page): Promise<string> =>
  (await page.locator("#picture").getAttribute("src")) ?? "";

async function isDrawn(page: Page): Promise<void> {
  const width = () =>
    page.locator("#picture").evaluate((image) => (image as HTMLImageElement).naturalWidth);
  await expect.poll(width).toBe(64);
}

/** What `vaha study read` makes of the file that this button saves: rows of cells. */
async function saved(page: Page, name: string): Promise<string[][]> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name }).click();
  const path = join(folder, (await download).suggestedFilename());
  await (await download).saveAs(path);
  const lines = python(folder, path).trim().split("\n");
  return lines.slice(1).map((line) => line.split(","));
}

test("a voter answers by mouse and keyboard, and the study reads what is saved", async ({
  page,
}) => {
  const wrong = await begin(page);
  const said = new Map<string, string[]>();
  for (let place = 1; place <= PICTURES; place += 1) {
    await expect(page.getByText(`Picture ${place} of ${PICTURES}`)).toBeVisible();
    await isDrawn(page);
    const picture = await shown(page);
    if (place % 2 === 1) {
      await page.getByRole("button", { name: "sad" }).click();
      await page.getByRole("button", { name: "4", exact: true }).click();
      said.set(picture, ["sad", "4"]);
    } else {
      await page.keyboard.press("0");
      await page.keyboard.press("2");
      said.set(picture, ["cannot say", "2"]);
    }
  }
  const rows = await saved(page, "Save my answers");
  expect(new Map(rows.map((row) => [row[1], [row[5], row[6]]]))).toEqual(said);
  expect(new Set(rows.map((row) => row[0])).size).toBe(1);
  expect(wrong).toEqual([]);
});

test("an answer is taken back, and what was answered outlasts a closed page", async ({ page }) => {
  await begin(page);
  const first = await shown(page);
  await page.keyboard.press("5"); // a mood: the vote comes after it
  expect(await shown(page)).toBe(first);
  await page.keyboard.press("5");
  await expect(page.getByText(`Picture 2 of ${PICTURES}`)).toBeVisible();
  await page.keyboard.press("Backspace");
  expect(await shown(page)).toBe(first);
  await page.getByRole("button", { name: "happy" }).click();
  await page.getByRole("button", { name: "1", exact: true }).click();
  const second = await shown(page);
  await page.reload();
  await expect(page.getByText(`Picture 2 of ${PICTURES}`)).toBeVisible();
  expect(await shown(page)).toBe(second);
  const rows = await saved(page, "Save so far");
  expect(rows.map((row) => [row[1], row[5], row[6]])).toEqual([[first, "happy", "1"]]);
});

test("the next voter is another one, and unsaved answers are not lost unasked", async ({
  page,
}) => {
  await begin(page);
  for (let place = 1; place <= PICTURES; place += 1) {
    await page.keyboard.press("1");
    await page.keyboard.press("1");
  }
  const asked: string[] = [];
  page.once("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  const again = page.getByRole("button", { name: "Somebody else answers now" });
  await again.click();
  expect(asked).toHaveLength(1);
  const rows = await saved(page, "Save my answers");
  await again.click();
  await page.getByRole("button", { name: "Begin" }).click();
  await page.keyboard.press("1");
  await page.keyboard.press("1");
  const others = await saved(page, "Save so far");
  expect(others).toHaveLength(1);
  expect(others[0]?.[0]).not.toBe(rows[0]?.[0]);
});

test("everybody can use it, on a telephone too", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await begin(page);
  await isDrawn(page);
  await page.getByRole("button", { name: "happy" }).click();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
