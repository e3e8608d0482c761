// @vitest-environment node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { expect, test } from "vitest";

import { NotPacked, split, unpack } from "./packed";
import { corners, outlineOf } from "./outline";
import { brushesOf, marksOf } from "./planes";
import { laid, schedule } from "./schedule";
import { strokesOf } from "./strokes";
import { gaussian } from "./surface";

/** The file that the hand's own tests write and check. */
const GOLDEN = resolve(import.meta.dirname, "../../../tests/golden/hand");
const read = (name: string) => new Uint8Array(readFileSync(`${GOLDEN}/${name}`));
const strokes = async () => strokesOf(await unpack(read("strokes.bin")));

type Told = Record<
  | "ground"
  | "colour"
  | "bristles"
  | "x"
  | "y"
  | "angle"
  | "radius"
  | "half_length"
  | "turn"
  | "load",
  number[]
> & { height: number; width: number; coats: [number, number][] };

const told = JSON.parse(readFileSync(`${GOLDEN}/strokes.json`, "utf-8")) as Told;

test("every stroke that the hand packed is found as it was", async () => {
  const found = await strokes();
  expect(found.count).toBe(told.x.length);
  expect([found.height, found.width]).toEqual([told.height, told.width]);
  expect(found.coats.map(({ end, layer }) => [end, layer])).toEqual(told.coats);
  expect([...found.ground.pixels]).toEqual(told.ground);
  expect([...found.colour]).toEqual(told.colour);
  expect([...found.bristles]).toEqual(told.bristles);
  const close = (one: Float32Array, other: number[]) =>
    other.forEach((value, k) => expect(one[k]).toBeCloseTo(value, 6));
  close(found.x, told.x);
  close(found.y, told.y);
  close(found.angle, told.angle);
  close(found.radius, told.radius);
  close(found.half, told.half_length);
  close(found.turn, told.turn);
  close(found.load, told.load);
});

test("what is no file of strokes is refused", async () => {
  const whole = read("strokes.bin");
  await expect(unpack(whole.slice(0, 100))).rejects.toThrow(NotPacked);
  await expect(unpack(new Uint8Array([1, 2, 3]))).rejects.toThrow(NotPacked);
  const { head, bytes } = await unpack(whole);
  expect(() => strokesOf({ head, bytes: bytes.subarray(0, -1) })).toThrow(NotPacked);
  expect(() => strokesOf({ head: { ...head, manner: {} }, bytes })).toThrow(NotPacked);
  expect(() => strokesOf({ head: { ...head, coats: [[3, 9]] }, bytes })).toThrow(NotPacked);
  const later = new TextEncoder().encode("    " + JSON.stringify({ ...head, format: 2 }));
  new DataView(later.buffer).setUint32(0, later.length - 4, true);
  expect(() => split(later)).toThrow("format 2");
});

test("marks are unpacked into texels that lie beside one another", async () => {
  const marks = marksOf(await unpack(read("marks.bin")));
  expect(marks.height).toBe(marks.variants * marks.rows);
  expect(marks.width).toBe(marks.columns);
  expect(marks.steps.length).toBe(4 * marks.height * marks.width);
  const at = (row: number, column: number, channel: number) => {
    const [low = 0, high = 0] = [marks.lowest[channel], marks.highest[channel]];
    const step = marks.steps[4 * (row * marks.width + column) + channel] ?? 0;
    return low + (step / 255) * (high - low);
  };
  const middle = Math.round(marks.margin * marks.across);
  // A brush covers its middle and nothing beside it, and hardly changes a colour's tone.
  expect(at(middle, marks.columns >> 1, 0)).toBeGreaterThan(0.5);
  expect(at(0, marks.columns >> 1, 0)).toBeLessThan(0);
  expect(at(middle, marks.columns >> 1, 3)).toBeCloseTo(1, 0);
});

test("each layer's brush is as large as its picture, the first one the wettest", async () => {
  const found = await strokes();
  const brushes = brushesOf(found, 200);
  expect(brushes.map(({ layer }) => layer)).toEqual([0, 1, 2]);
  expect(brushes[0]?.radius).toBeCloseTo(200 * (found.manner.radii[0] ?? 0), 10);
  expect(brushes[0]?.dryness).toBeCloseTo(0.15 * found.manner.dryness, 10);
  expect(brushes[1]?.dryness).toBe(found.manner.dryness);
  const longest = Math.max(...found.half.subarray(0, 12));
  expect(brushes[0]?.length).toBeGreaterThanOrEqual(2 * longest);
});

test("coats follow one another, large brushes get their time, and all is laid at the end", () => {
  const coats = [
    { end: 20, layer: 0 },
    { end: 10_020, layer: 1 },
  ];
  const [large, fine] = schedule(coats);
  if (!large || !fine) throw new Error("no times");
  expect(large.from).toBe(0);
  expect(fine.from).toBe(large.until);
  expect(fine.until).toBeCloseTo(1, 10);
  expect(large.until).toBeGreaterThan(0.1);
  expect(laid(large, 0, 0)).toBe(0);
  expect(laid(large, 19, 0)).toBeLessThan(0);
  expect(laid(large, 19, large.until)).toBeCloseTo(1, 6);
  expect(laid(fine, 10_019, 1)).toBeCloseTo(1, 6);
});

test("a stroke's outline is as long and as wide as it says", async () => {
  const found = await strokes();
  const outline = outlineOf(found, 100, 0, 5);
  expect(outline.stations).toHaveLength(7);
  expect(outlineOf(found, 10, 0, 5).stations).toHaveLength(3);
  const all = corners(found, 0, 100, outline);
  const [a, b] = [all[3], all[10]];
  if (!a || !b) throw new Error("no corners");
  expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeCloseTo(200 * (found.radius[0] ?? 0), 3);
  expect((a[0] + b[0]) / 2).toBeCloseTo(100 * (found.x[0] ?? 0), 3);
});

test("a blur keeps what there is, and is as wide as OpenCV's", () => {
  const weights = gaussian(0.6);
  expect(weights.filter((weight) => weight > 0)).toHaveLength(4);
  expect((weights[0] ?? 0) + 2 * weights.slice(1).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
});
