/** What happens when something is missing, full, gone or interrupted; with quick stand-in networks. */
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { MADE } from "./prepare";
import { Studio } from "./studio";
import {
  agreed,
  expectAccessible,
  mixAndPaint,
  noteEvents,
  noteShown,
  Other,
  works,
} from "./visitor";

const CHOSEN = "[data-candidate=chosen]";
const STAGE = (name: string) => `[data-stage=${name}][aria-current=step]`;

test.describe("a slow studio with one worker", () => {
  let studio: Studio;
  test.beforeAll(async () => {
    studio = await Studio.start(
      "--fake",
      "--workers",
      "1",
      "--queue",
      "1",
      "--fake-seconds",
      "0.7",
    );
  });
  test.afterAll(() => studio.stop());

  test("progress is pushed in its order and shown", async ({ page }) => {
    const noted = await noteEvents(page);
    const stages = [STAGE("paint"), STAGE("enlarge")];
    const shown = await noteShown(page, CHOSEN, ...stages);
    await agreed(page, `${studio.url}/mirror`);
    const press = page.getByRole("button", { name: "Paint this face" });
    await expect(press).toBeVisible();
    // With someone ahead, the page listens before anything of its portrait happens.
    const other = await Other.come(studio.url);
    await other.occupy();
    await press.click();
    await expect(page.getByText("Place 1", { exact: true })).toBeVisible();
    await other.leave();
    await expect(works(page)).toHaveCount(3);
    expect(await shown()).toEqual({
      [CHOSEN]: 3,
      ...Object.fromEntries(stages.map((s) => [s, 1])),
    });
    const events = (await noted()).filter((name, at, all) => name !== all[at - 1]);
    expect(events.slice(0, 9)).toEqual([
      "stage faces",
      "stage mood",
      "faces",
      "mood",
      "stage paint",
      "candidates",
      "stage choose",
      "choice",
      "stage enlarge",
    ]);
  });

  test("a reload in the middle loses nothing", async ({ page }) => {
    const other = await Other.come(studio.url);
    await other.occupy();
    await mixAndPaint(page, studio.url);
    await expect(page.getByText("Place 1", { exact: true })).toBeVisible();
    await page.reload();
    await expect(page.getByText("Place 1", { exact: true })).toBeVisible();
    await other.leave();
    await page.locator(STAGE("paint")).waitFor();
    await page.reload();
    await expect(works(page)).toHaveCount(3);
  });

  test("a portrait left alone is found again, and can be cancelled", async ({ page }) => {
    const other = await Other.come(studio.url);
    await other.occupy();
    await mixAndPaint(page, studio.url);
    await page.waitForURL(/portraits/);
    await page.goto(studio.url);
    await page.getByRole("link", { name: "See it" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("Cancelled", { exact: true })).toBeVisible();
    await expect(page.getByRole("link", { name: "A new portrait" })).toBeVisible();
    await other.leave();
  });

  test("a full studio says so, and takes the visitor when there is room", async ({ page }) => {
    await page.goto(`${studio.url}/mix`);
    const paint = page.getByRole("button", { name: "Paint this mood" });
    await expect(paint).toBeVisible();
    const others = await fill(studio.url);
    await paint.click();
    await expect(page.getByRole("dialog", { name: "The studio is full" })).toBeVisible();
    await expectAccessible(page);
    for (const other of others) await other.leave();
    await page.getByRole("button", { name: "Ask now" }).click();
    await expect(works(page)).toHaveCount(3);
  });
});

test.describe("a studio that dies", () => {
  let studio: Studio;
  test.beforeAll(async () => {
    studio = await Studio.start("--fake", "--fake-seconds", "0.5");
  });
  test.afterAll(() => studio.stop());

  test("what is there stays, and goes on when it is back", async ({ page }) => {
    await mixAndPaint(page, studio.url);
    await expect(works(page)).toHaveCount(3);
    await page.getByRole("navigation").getByRole("link", { name: "Gallery" }).click();
    await expect(page.getByTestId("piece")).toHaveCount(3);

    await studio.kill();
    await page.getByRole("button", { name: "Keep as a favourite" }).first().click();
    await expect(page.getByTestId("gone")).toContainText("The studio does not answer");
    await expect(page.getByTestId("piece")).toHaveCount(3);

    await studio.serve();
    await expect(page.getByTestId("gone")).toBeHidden();
    await page.getByRole("button", { name: "Keep as a favourite" }).first().click();
    await page.getByRole("button", { name: "Favourites" }).click();
    await expect(page.getByTestId("piece")).toHaveCount(1);
  });

  test("a portrait under way can be asked for again", async ({ page }) => {
    await mixAndPaint(page, studio.url);
    await page.locator("[data-stage][aria-current=step]").waitFor();
    await studio.kill();
    await expect(page.getByTestId("gone")).toBeVisible();
    await studio.serve();
    await page.getByRole("button", { name: "Ask for it again" }).click();
    await expect(works(page)).toHaveCount(3);
  });
});

test("no face is said in words, with ways on", async ({ page }) => {
  const studio = await Studio.start("--fake", "--fake-faces", "0");
  await agreed(page, `${studio.url}/mirror`);
  await expect(page.getByText(/No face in sight/)).toBeVisible();
  await page.getByTestId("photo").setInputFiles(join(MADE, "nobody.png"));
  await expect(page.getByText(/No face was found in this photo/)).toBeVisible();
  await page.getByRole("link", { name: "Choose the mood yourself" }).click();
  await expect(page.getByRole("heading", { name: "Mix a mood" })).toBeVisible();
  await studio.stop();
});

test("of several faces one is tapped, or all are painted together", async ({ page }) => {
  const studio = await Studio.start("--fake", "--fake-faces", "2");
  await agreed(page, `${studio.url}/mirror`);
  await page.getByTestId("photo").setInputFiles(join(MADE, "two.jpg"));
  await page.getByRole("button", { name: /^Face 2/ }).click();
  await expect(page.getByRole("button", { name: /^Face 2/ })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await page.getByRole("button", { name: "All together" }).click();
  await page.getByRole("button", { name: "Paint all faces together" }).click();
  await expect(works(page)).toHaveCount(3);
  await expect(page.getByText("The mood of 2 faces")).toBeVisible();
  await studio.stop();
});

/**
 * Other visitors ask until one is painted for and one waits: then there is no room.
 *
 * One refusal alone says less: the worker may be about to take the one who waits.
 */
async function fill(url: string): Promise<Other[]> {
  const others: Other[] = [];
  await expect(async () => {
    const other = await Other.come(url);
    if (await other.ask()) others.push(other);
    else await other.leave();
    expect(others).toHaveLength(2);
  }).toPass({ intervals: [50] });
  return others;
}
