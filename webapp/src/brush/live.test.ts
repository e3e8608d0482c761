// @vitest-environment node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { expect, test } from "vitest";

import type { Mood } from "@/mood/emotions";

import hand from "./hand.json";
import { liveBrushes } from "./live-brush";
import { placesOf } from "./live-places";
import { moved } from "./manner";

const GOLDEN = resolve(import.meta.dirname, "../../../tests/golden/hand/moved.json");
type Moved = { mood: Mood; manner: Record<string, number | number[]> };

test("a mood moves the manner as it moves the hand's", () => {
  const all = JSON.parse(readFileSync(GOLDEN, "utf-8")) as Moved[];
  expect(all.length).toBeGreaterThan(3);
  for (const { mood, manner } of all) {
    const found = moved(hand.live.manner, mood) as Record<string, unknown>;
    for (const [name, wanted] of Object.entries(manner)) {
      const [one, other] = [[found[name]].flat(), [wanted].flat()];
      other.forEach((value, k) => expect(one[k], name).toBeCloseTo(value, 7));
    }
  }
  expect(moved(hand.live.manner, null)).toBe(hand.live.manner);
});

test("strokes have the same places at every time, layer by layer, over all of the picture", () => {
  const one = placesOf(1, 0.75);
  expect(placesOf(1, 0.75)).toEqual(one);
  expect(placesOf(1, 0.75, 2).places).not.toEqual(one.places);
  const { begins, places } = one;
  expect(begins).toHaveLength(hand.live.layers + 1);
  for (let layer = 0; layer < hand.live.layers; layer += 1) {
    const radius = hand.live.manner.radii[layer] ?? 0;
    const [from = 0, to = 0] = begins.slice(layer);
    const cells = new Set<string>();
    for (let k = from; k < to; k += 1) {
      expect(places[4 * k + 2]).toBe(layer);
      const [x = 0, y = 0] = places.subarray(4 * k, 4 * k + 2);
      if (x >= 0 && x < 0.75 && y >= 0 && y < 1)
        cells.add(`${Math.floor(x / (4 * radius))} ${Math.floor(y / (4 * radius))}`);
    }
    const all = Math.ceil(0.75 / (4 * radius)) * Math.ceil(1 / (4 * radius));
    expect(cells.size).toBeGreaterThan(0.95 * all);
  }
});

test("each layer has its brush, the first one the wettest", () => {
  const brushes = liveBrushes(512);
  expect(brushes.map(({ layer }) => layer)).toEqual([0, 1, 2, 3]);
  expect(brushes[1]?.radius).toBeCloseTo(12.8, 6);
  expect(brushes[0]?.dryness).toBeLessThan(brushes[1]?.dryness ?? 0);
});
