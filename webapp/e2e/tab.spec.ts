/** VAHA in a tab: the exported page, served as any file host would. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";

import { expect, test, type BrowserContext, type Page } from "@playwright/test";

import { addressOf, host } from "./file-host";
import { MADE } from "./prepare";
import { PYTHON } from "./studio";

type Known = {
  works: { mood: string; seed: number; own: number; pixels: string }[];
  box: number[];
  mood: Record<string, number>;
};

const FOLDER = join(MADE, "tab");
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

let known: Known;
let server: Server;
let address: string;
let context: BrowserContext;
let page: Page;
const elsewhere: string[] = [];
const refused: string[] = [];

// One page for all: loading the networks takes longer than what is tested.
test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  const made = join(import.meta.dirname, "make_tab.py");
  execFileSync(PYTHON, [made, FOLDER, join(MADE, "portrait.jpg")]);
  known = JSON.parse(readFileSync(join(FOLDER, "known.json"), "utf-8")) as Known;
  server = await host(join(FOLDER, "page"), ISOLATED);
  address = addressOf(server);
  context = await browser.newContext({ locale: "en-GB", permissions: ["camera"] });
  page = await context.newPage();
  context.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(address) && !asked.startsWith("blob:")) elsewhere.push(asked);
  });
  page.on("console", (message) => {
    if (message.type() === "error") refused.push(message.text());
  });
  page.on("pageerror", (error) => refused.push(error.message));
});

test.afterAll(async () => {
  await context.close();
  server.close();
});

/** The pixels of each work shown, as rows of RGB. */
const pixels = (): Promise<number[][]> =>
  page.locator("main ul img").evaluateAll((images) =>
    Promise.all(
      images.map(async (image) => {
        if (!(image instanceof HTMLImageElement)) return [];
        await image.decode();
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
        const drawing = canvas.getContext("2d");
        drawing?.drawImage(image, 0, 0);
        const rgba = drawing?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return Array.from(rgba).filter((_, index) => index % 4 !== 3);
      }),
    ),
  );

async function open(query: string): Promise<void> {
  await page.goto(`${address}/${query}`);
  await expect(page.getByRole("button", { name: "Choose a photo" })).toBeVisible();
}

async function painted(): Promise<void> {
  await expect(page.getByRole("link", { name: "Save" })).toHaveCount(3);
}

/** Seconds of processor that pages have taken: on a busy machine a clock tells of others' work. */
async function processor(): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession();
  const told = await session?.send("SystemInfo.getProcessInfo");
  await session?.detach();
  const pages = told?.processInfo.filter(({ type }) => type === "renderer") ?? [];
  return pages.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

test("the same mood and seed give the same three works as Python, within one grey level", async () => {
  await open("?threads=1");
  for (const [mood, seed] of [
    ["Happy", 3],
    ["Sad", 11],
  ] as const) {
    await page.evaluate((asked) => history.replaceState(null, "", `?seed=${asked}`), seed);
    await page.getByRole("button", { name: mood, exact: true }).click();
    await painted();
    const theirs = known.works.filter((work) => work.seed === seed);
    const names = await page
      .getByRole("link", { name: "Save" })
      .evaluateAll((links) => links.map((link) => link.getAttribute("download")));
    expect(names).toEqual(
      theirs.map(({ own }, rank) => `${mood.toLowerCase()}-${rank + 1}-seed${own}.png`),
    );
    const ours = await pixels();
    await page.getByRole("button", { name: "Another face or mood" }).click();
    theirs.forEach((work, rank) => {
      const other = Buffer.from(work.pixels, "base64");
      expect(ours[rank]?.length).toBe(other.length);
      const apart = (ours[rank] ?? []).map((value, place) =>
        Math.abs(value - (other[place] ?? -9)),
      );
      const most = apart.reduce((a, b) => Math.max(a, b), 0);
      const differing = apart.filter((value) => value > 0).length / apart.length;
      console.log(
        `${mood} ${rank + 1}: at most ${most} of 255 apart, ${differing.toFixed(5)} differ`,
      );
      expect(most).toBeLessThanOrEqual(1);
    });
  }
});

test("a photo's face is painted in six seconds at one thread, with the network cut", async () => {
  await open("?seed=5&threads=1");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await context.setOffline(true);
  server.close();
  server.closeAllConnections();
  await open("?seed=5&threads=1");
  const before = await processor();
  await page.locator("input[type=file]").setInputFiles(join(MADE, "portrait.jpg"));
  await painted();
  const took = (await processor()) - before;
  console.log(`a portrait of 16 candidates at one thread: ${took.toFixed(1)} s of processor`);
  expect(took).toBeLessThan(6);
  const shown = await page
    .getByRole("list", { name: "The mood, in seven emotions" })
    .getByRole("listitem")
    .all();
  const moods = await Promise.all(shown.map((row) => row.textContent()));
  console.log(moods.join(", "), JSON.stringify(known.mood));
  await context.setOffline(false);
  server = await host(join(FOLDER, "page"), ISOLATED, Number(new URL(address).port));
});

test("the camera's mood is read while one looks", async () => {
  await open("");
  await page.getByRole("button", { name: "Use the camera" }).click();
  await expect(page.getByRole("button", { name: "Paint this face" })).toBeEnabled();
  const before = await processor();
  await page.waitForTimeout(4000);
  const rate = Number(await page.locator("[data-rate]").getAttribute("data-rate"));
  const busy = ((await processor()) - before) / 4;
  console.log(`moods a second: ${rate}, for ${busy.toFixed(2)} of a processor`);
});

test("nothing is asked of anybody else, and the policy refuses what it should", async () => {
  expect(elsewhere).toEqual([]);
  expect(refused).toEqual([]);
  const left = await page.evaluate(() =>
    fetch("https://example.org/").then(
      () => "left",
      () => "refused",
    ),
  );
  expect(left).toBe("refused");
  expect(refused.join()).toContain("Content Security Policy");
});
