/**
 * How well the live mirror runs in Chromium; `python -m benchmarks.web_mirror` calls this.
 *
 * Nothing of the page is changed: what it does with canvases and with the server is watched.
 */
import { writeFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { Studio } from "./studio";
import { agreed } from "./visitor";

const SECONDS = Number(process.env.VAHA_MEASURE_SECONDS ?? 15);
const WARM_UP_SECONDS = 5;

type Watched = {
  /** When a picture was drawn: each of them, and those that came from the server. */
  drawn: number[];
  painted: number[];
  /** From the moment in which a frame was taken to the first drawing of the painting made for it. */
  latencies: number[];
  answered: number;
  dropped: number;
};

test("the live mirror", async ({ page }) => {
  test.setTimeout((SECONDS + WARM_UP_SECONDS + 120) * 1000);
  const studio = await Studio.start();
  await page.addInitScript(watch);
  await agreed(page, `${studio.url}/live`);
  const read = () => page.evaluate(() => (window as unknown as { watched: Watched }).watched);
  await expect
    .poll(async () => (await read()).painted.length, { timeout: 60_000 })
    .toBeGreaterThan(3);
  await page.waitForTimeout(WARM_UP_SECONDS * 1000);
  await page.evaluate(() => (window as unknown as { forget: () => void }).forget());
  const began = await page.evaluate(() => performance.now());
  await page.waitForTimeout(SECONDS * 1000);
  const seen = await read();
  const seconds = ((await page.evaluate(() => performance.now())) - began) / 1000;
  await studio.stop();
  const figures = {
    seconds: rounded(seconds, 1),
    pictures_shown_a_second: rounded(seen.drawn.length / seconds, 1),
    works_painted_a_second: rounded(seen.painted.length / seconds, 1),
    frames_answered: seen.answered,
    frames_dropped_by_the_server: seen.dropped,
    frame_to_picture_ms_p50: rounded(quantile(seen.latencies, 0.5)),
    frame_to_picture_ms_p95: rounded(quantile(seen.latencies, 0.95)),
    longest_without_a_new_picture_ms: rounded(
      Math.max(...seen.drawn.slice(1).map((at, index) => at - (seen.drawn[index] ?? at))),
    ),
  };
  writeFileSync(process.env.VAHA_MEASURE ?? "/dev/stdout", `${JSON.stringify(figures, null, 2)}\n`);
});

const rounded = (value: number, digits = 0) => Number(value.toFixed(digits));

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;

/* eslint-disable @typescript-eslint/unbound-method -- the originals are called with their own `this` */
/** Runs in the page: follows each frame from the canvas that took it to the drawing made for it. */
function watch(): void {
  const watched: Watched = { drawn: [], painted: [], latencies: [], answered: 0, dropped: 0 };
  const forget = () => {
    Object.assign(watched, { drawn: [], painted: [], latencies: [], answered: 0, dropped: 0 });
  };
  Object.assign(window, { watched, forget });
  const taken = new WeakMap<object, number>();
  const hand = (from: object, to: object) => {
    const at = taken.get(from);
    if (at !== undefined) taken.set(to, at);
  };

  const { toBlob } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.toBlob = function (this: HTMLCanvasElement, done, ...rest) {
    const at = performance.now();
    toBlob.call(
      this,
      (blob) => {
        if (blob) taken.set(blob, at);
        done(blob);
      },
      ...rest,
    );
  };
  const reach = window.fetch;
  window.fetch = async (input, init) => {
    const response = await reach(input, init);
    if (typeof input === "string" && input.includes("/mirror?") && init?.body instanceof Blob) {
      if (response.ok) watched.answered += 1;
      else watched.dropped += 1;
      hand(init.body, response);
    }
    return response;
  };
  const { blob } = Response.prototype;
  Response.prototype.blob = async function (this: Response) {
    const found = await blob.call(this);
    hand(this, found);
    return found;
  };
  const decode = window.createImageBitmap;
  window.createImageBitmap = (async (source: Blob, ...rest: []) => {
    const bitmap = await decode(source, ...rest);
    hand(source, bitmap);
    return bitmap;
  }) as typeof decode;
  // One drawing for each picture that is put on the screen, however many calls make it up.
  let last = 0;
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (
    this: CanvasRenderingContext2D,
    ...words: unknown[]
  ) {
    if (this.canvas.dataset.testid === "live-picture") {
      const now = performance.now();
      const frame = Number(document.timeline.currentTime);
      if (frame !== last) watched.drawn.push(now);
      last = frame;
      const source = words[0] as object;
      const at = taken.get(source);
      if (at !== undefined) {
        taken.delete(source);
        watched.painted.push(now);
        watched.latencies.push(now - at);
      }
    }
    (drawImage as (...words: unknown[]) => void).apply(this, words);
  };
}
