/** A camera that is pulled comes back by itself; a code leads a telephone to one work and no other. */
import { expect, test, type Page } from "@playwright/test";

import { freePort, Studio } from "./studio";

/** So often the camera is pulled; a soak pulls it twenty times. */
const PULLS = Number(process.env.VAHA_PULLS ?? 2);
const BACK_MS = 15_000;

let exhibition: Studio;
test.beforeAll(async () => {
  const port = await freePort();
  exhibition = await Studio.exhibit(
    `[take_home]
host = "127.0.0.1"
port = ${port}
address = "http://127.0.0.1:${port}"
[room]
house_works = 0
hold_still = false
`,
    "--fake",
  );
});
test.afterAll(() => exhibition.stop());

async function begin(page: Page, choice: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(exhibition.url);
  await expect(page.getByTestId("attract")).toBeVisible();
  await page.keyboard.press("Enter");
  const button = page.getByRole("button", { name: choice });
  await expect(button).toBeVisible();
  await page.waitForTimeout(1200);
  await button.click();
}

test("a camera that is pulled and plugged in again is read again within 15 s", async ({ page }) => {
  test.setTimeout(120_000 + PULLS * 30_000);
  // What a browser does when a camera's plug is pulled: its tracks end, and asking again fails.
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    const given: MediaStreamTrack[] = [];
    let pulled = false;
    devices.getUserMedia = async (wanted) => {
      if (pulled) throw new DOMException("pulled", "NotFoundError");
      const stream = await ask(wanted);
      given.push(...stream.getTracks());
      return stream;
    };
    addEventListener("pull", () => {
      pulled = true;
      given.splice(0).forEach((track) => {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      });
    });
    addEventListener("plug", () => (pulled = false));
  });
  await begin(page, "I agree, read my expression");
  const mood = page.getByTestId("live-mood");
  await expect(mood).toContainText("Happy");
  for (let pull = 0; pull < PULLS; pull += 1) {
    await page.evaluate(() => dispatchEvent(new Event("pull")));
    await expect(page.getByText("The camera does not answer.")).toBeVisible();
    await page.evaluate(() => dispatchEvent(new Event("plug")));
    await expect(mood).toContainText("Happy", { timeout: BACK_MS });
  }
});

test("a code that is opened from another origin gives its one picture and nothing else", async ({
  page,
  browser,
}) => {
  await begin(page, "Choose a mood myself");
  await page.getByRole("button", { name: "Sad" }).click();
  await expect(page.getByTestId("work")).toHaveCount(3);
  const codes = page.getByTestId("code");
  await expect(codes).toHaveCount(3);
  const address = new URL((await codes.first().getAttribute("data-address")) ?? "");

  const telephone = await (await browser.newContext({ locale: "en-GB" })).newPage();
  // A page of another site leads there, as a telephone's reader of codes does.
  await telephone.goto("data:text/html,<a>here</a>");
  await telephone.goto(address.href);
  await expect(telephone.getByRole("heading")).toContainText("Sad");
  const picture = telephone.getByRole("img");
  await expect(picture).toHaveJSProperty("naturalWidth", 512);
  expect(await telephone.context().cookies()).toEqual([]);
  const others = ["/", "/api/v1/works", "/api/v1/exhibition/works", "/wall", "/healthz"];
  for (const path of others) {
    const answer = await telephone.request.get(new URL(path, address).href);
    expect(answer.status(), path).toBe(404);
  }
  // Not even what it may ask for may another page read.
  await telephone.goto(exhibition.url);
  const read = await telephone.evaluate(
    (there) =>
      fetch(there).then(
        () => "read",
        () => "refused",
      ),
    address.href,
  );
  expect(read).toBe("refused");
});
