/** Visitor after visitor before one screen, with a webcam that plays a portrait. */
import { expect, test, type Page } from "@playwright/test";

import { Studio } from "./studio";
import { expectAccessible } from "./visitor";

/** Longer than a busy machine takes for anything; the tests move the page's clock on. */
const IDLE_S = 120;
const QUESTION_S = 60;

const ROOM = `
[take_home]
port = 0

[room]
house_works = 0
idle_seconds = ${IDLE_S}
question_seconds = ${QUESTION_S}
`;

let exhibition: Studio;
test.beforeAll(async () => {
  exhibition = await Studio.exhibit(ROOM, "--fake");
});
test.afterAll(() => exhibition.stop());

test.beforeEach(async ({ page }) => {
  await page.clock.install();
});

/** So many seconds go by for the page, at once: timers that fall due in them run once. */
const goBy = (page: Page, seconds: number) => page.clock.fastForward(1000 * seconds);

/** The notice has been on the screen long enough to have been read. */
const read = (page: Page) => goBy(page, 1.2);

const attract = (page: Page) => page.getByTestId("attract");
const works = (page: Page) => page.getByTestId("work");
const agree = (page: Page) => page.getByRole("button", { name: "I agree, read my expression" });

/** Notes what the page sends to be read or painted; returns how to read it. */
function noteReadings(page: Page): () => string[] {
  const noted: string[] = [];
  page.on("request", (request) => {
    const path = new URL(request.url()).pathname.replace("/api/v1", "");
    if (request.method() === "POST" && /moods|mirror|portraits|near/.test(path)) noted.push(path);
  });
  return () => noted.splice(0);
}

/** A screen that answers a press: the notice is not agreed to with the press that woke it. */
async function wakeAndAgree(page: Page): Promise<void> {
  await expect(attract(page)).toBeVisible();
  await page.mouse.click(200, 200);
  await expect(agree(page)).toBeVisible();
  await read(page);
  await agree(page).click();
  await expect(page.getByTestId("screen-mirror")).toBeVisible();
}

const mine = (page: Page) =>
  page.evaluate(async () => {
    const answer = await fetch("/api/v1/works");
    return ((await answer.json()) as { works: { id: string }[] }).works.map(({ id }) => id);
  });

const cookieOf = async (page: Page) =>
  (await page.context().cookies()).find(({ name }) => name.startsWith("vaha_visitor"))?.value;

test("three visitors in turn: each is asked, and none sees anything of another", async ({
  page,
}) => {
  test.setTimeout(600_000);
  const sent = noteReadings(page);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(exhibition.url);
  await expect(attract(page)).toBeVisible();
  await expectAccessible(page);

  // The first is painted by holding still, and hangs a work.
  await goBy(page, 10);
  expect(sent(), "nobody is read while nobody is there").toEqual([]);
  await page.mouse.click(200, 200);
  await expect(agree(page)).toBeVisible();
  await expectAccessible(page);
  await goBy(page, 10);
  expect(sent(), "nor before they agree").toEqual([]);
  await agree(page).click();
  // The face on the camera is held: nothing has to be pressed.
  await expect(works(page)).toHaveCount(3);
  expect(sent()).toContain("/portraits");
  await page.getByRole("button", { name: "Hang it here" }).first().click();
  await expect(page.getByText("It hangs here now")).toBeVisible();
  await expectAccessible(page);
  const first = { works: await mine(page), cookie: await cookieOf(page) };
  expect(first.works).toHaveLength(3);
  await page.getByRole("button", { name: "I am done" }).click();
  await expect(attract(page)).toBeVisible();

  // The second is asked anew, finds nothing, chooses a mood by hand, and walks away.
  await expect(page.getByTestId("attract-work")).toBeVisible();
  sent();
  await page.keyboard.press("Enter");
  await expect(agree(page)).toBeVisible();
  expect(await mine(page)).toEqual([]);
  expect(await cookieOf(page)).not.toBe(first.cookie);
  const statuses = await page.evaluate(
    (ids) => Promise.all(ids.map(async (id) => (await fetch(`/api/v1/works/${id}.png`)).status)),
    first.works,
  );
  expect(statuses).toEqual([404, 404, 404]);
  await read(page);
  await page.getByRole("button", { name: "Choose a mood myself" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sad" }).click();
  await expect(works(page)).toHaveCount(3);
  expect(sent(), "no picture of them was sent").toEqual(["/portraits"]);
  const question = page.getByRole("dialog", { name: "Are you still there?" });
  await goBy(page, IDLE_S - 30);
  await expect(question).toBeHidden();
  await goBy(page, 31);
  await expect(question).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "I am here" }).click();
  await expect(question).toBeHidden();
  await expect(works(page)).toHaveCount(3);
  await goBy(page, IDLE_S + 1);
  await expect(question).toBeVisible();
  await goBy(page, QUESTION_S);
  await expect(attract(page)).toBeVisible();

  // The third sees neither's works, and speaks German.
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await read(page);
  await page.getByRole("button", { name: "Ich stimme zu, lies meinen Ausdruck" }).click();
  await expect(works(page)).toHaveCount(3);
  const third = await mine(page);
  expect(third).toHaveLength(3);
  expect(third.filter((id) => first.works.includes(id))).toEqual([]);
  await page.getByRole("button", { name: "Ich bin fertig" }).click();
  await expect(attract(page)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(agree(page), "the next is spoken to in the room's first language").toBeVisible();
});

test("a painting in progress is not idleness", async ({ page }) => {
  const slow = await Studio.exhibit(ROOM, "--fake", "--fake-seconds", "1");
  await page.goto(slow.url);
  await expect(attract(page)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(agree(page)).toBeVisible();
  await read(page);
  await page.getByRole("button", { name: "Choose a mood myself" }).click();
  await page.getByRole("button", { name: "Calm" }).click();
  const painting = page.getByTestId("screen-painting");
  await expect(painting).toBeVisible();
  // Longer than anybody may be idle.
  await goBy(page, IDLE_S + QUESTION_S + 1);
  await expect(painting).toBeVisible();
  await expect(works(page)).toHaveCount(3);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await slow.stop();
});

test("the wall shows what is hung at once, and the server's end and return do it no harm", async ({
  page,
  context,
}) => {
  const wall = await context.newPage();
  await wall.emulateMedia({ reducedMotion: "reduce" });
  await wall.goto(`${exhibition.url}/wall`);
  await expect(wall.getByTestId("wall")).toHaveAttribute("aria-busy", "false");
  const before = await wall.getByTestId("hung").count();
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(exhibition.url);
  await wakeAndAgree(page);
  await expect(works(page)).toHaveCount(3);
  await page.getByRole("button", { name: "Hang it here" }).first().click();
  await expect(wall.getByTestId("arriving")).toBeVisible();
  await expect(wall.getByTestId("hung")).toHaveCount(before + 1);
  await expect(wall.getByTestId("arriving")).toHaveCount(0);

  await exhibition.kill();
  await expect(page.getByText("One moment …")).toBeVisible();
  await exhibition.serve();
  const returned = Date.now();
  await expect(attract(page)).toBeVisible();
  await expect(attract(page)).toContainText("Touch to have your mood painted");
  expect(Date.now() - returned).toBeLessThan(15_000);
  await expect(wall.getByTestId("hung")).toHaveCount(before + 1);
});

test("where no face is read a mood is chosen by hand, and the camera stays off", async ({
  page,
}) => {
  const children = await Studio.exhibit(
    "[take_home]\non = false\n[room]\nreading = false\nhouse_works = 0\n",
    "--fake",
  );
  const sent = noteReadings(page);
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => {
      document.title = "the camera was asked for";
      return Promise.reject(new Error());
    };
  });
  await page.goto(children.url);
  await expect(attract(page)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("No face is read here.")).toBeVisible();
  await expect(agree(page)).toHaveCount(0);
  await read(page);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Happy" }).click();
  await expect(works(page)).toHaveCount(3);
  expect(sent()).toEqual(["/portraits"]);
  expect(await page.title()).not.toContain("camera");
  await children.stop();
});

test("a face that comes near wakes the screen, and is read only after a yes", async ({ page }) => {
  const waking = await Studio.exhibit(
    '[take_home]\non = false\n[room]\nwake = "face"\nhouse_works = 0\n',
    "--fake",
  );
  const sent = noteReadings(page);
  await page.goto(waking.url);
  await expect(agree(page)).toBeVisible();
  expect(new Set(sent())).toEqual(new Set(["/exhibition/near"]));
  await waking.stop();
});

test("axe finds nothing serious on the mirror and on the wall", async ({ page }) => {
  const still = await Studio.exhibit(
    "[take_home]\non = false\n[room]\nhold_still = false\nhouse_works = 1\n",
    "--fake",
  );
  await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "dark" });
  await page.goto(still.url);
  await wakeAndAgree(page);
  await expect(page.getByTestId("live-mood")).toContainText("Happy");
  await expectAccessible(page);
  await page.goto(`${still.url}/wall`);
  await expect(page.getByTestId("hung")).toHaveCount(1);
  await expectAccessible(page);
  await still.stop();
});
