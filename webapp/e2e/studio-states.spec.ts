/** What happens when something is missing, full, gone or interrupted; with quick stand-in networks. */
import { join } from "node:path";

import { expect, request, test } from "@playwright/test";

import { MADE } from "./prepare";
import { Studio } from "./studio";
import { agreed, expectAccessible, mixAndPaint, noteEvents, works } from "./visitor";

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

  test("progress is pushed in its order and shown; a reload in the middle loses nothing", async ({
    page,
  }) => {
    const noted = await noteEvents(page);
    // With someone ahead, the page listens before anything of its portrait happens.
    const other = await visitor(studio.url);
    await other.post("portraits", MOOD);
    await agreed(page, `${studio.url}/mirror`);
    await page.getByRole("button", { name: "Paint this face" }).click();
    await expect(page.getByText("Place 1", { exact: true })).toBeVisible();
    await expect(page.locator("[data-stage=paint][aria-current=step]")).toBeVisible();
    await expect(page.locator("[data-stage=enlarge][aria-current=step]")).toBeVisible();
    await expect(page.locator("[data-candidate=chosen]")).toHaveCount(3);
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
    await page.reload();
    await expect(works(page)).toHaveCount(3);
    await other.dispose();
  });

  test("a portrait left alone is found again, and can be cancelled", async ({ page }) => {
    await mixAndPaint(page, studio.url);
    await page.waitForURL(/portraits/);
    await page.goto(studio.url);
    await page.getByRole("link", { name: "See it" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("Cancelled", { exact: true })).toBeVisible();
    await expect(page.getByRole("link", { name: "A new portrait" })).toBeVisible();
  });

  test("a full studio says so, and takes the visitor when there is room", async ({ page }) => {
    await fill(studio.url);
    await mixAndPaint(page, studio.url);
    await expect(page.getByRole("dialog", { name: "The studio is full" })).toBeVisible();
    await expectAccessible(page);
    await expect(works(page)).toHaveCount(3, { timeout: 45_000 });
  });
});

test.describe("a studio that dies", () => {
  let studio: Studio;
  test.beforeAll(async () => {
    studio = await Studio.start("--fake", "--fake-seconds", "0.3");
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

const MOOD = { headers: { "X-VAHA": "1" }, data: { mood: { sad: 1 } } };

const visitor = (url: string) => request.newContext({ baseURL: `${url}/api/v1/` });

/** Other visitors ask for portraits until there is no room. */
async function fill(url: string): Promise<void> {
  for (let others = 0; others < 10; others += 1) {
    const other = await visitor(url);
    const answer = await other.post("portraits", MOOD);
    if (answer.status() === 429) return;
  }
  throw new Error("ten portraits did not fill the queue");
}
