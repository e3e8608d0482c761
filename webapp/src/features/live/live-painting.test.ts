import { expect, test } from "vitest";

import { Pace } from "./live-painting";

/** Runs so many pictures, each as slow as told, and gives how many were shown before the end. */
function run(pictures: number, lasting: (k: number) => number): { shown: number; slow: boolean } {
  const pace = new Pace();
  for (let k = 0; k < pictures; k += 1) {
    expect(pace.isDue(40 * k)).toBe(true);
    if (pace.isMeasured) pace.took(lasting(k));
    if (pace.isSlow) return { shown: pace.shown, slow: true };
  }
  return { shown: pace.shown, slow: false };
}

test("graphics that are slow from the start are given up after a few pictures", () => {
  const { shown, slow } = run(100, () => 200);
  expect(slow).toBe(true);
  expect(shown).toBeLessThan(8);
});

test("what compiles at first, and a single stutter, are no reason", () => {
  expect(run(300, (k) => (k < 2 || k === 4 ? 900 : 10)).slow).toBe(false);
});

test("graphics that become slow are given up later", () => {
  const { shown, slow } = run(400, (k) => (k < 100 ? 10 : 90));
  expect(slow).toBe(true);
  expect(shown).toBeLessThan(170);
});

test("pictures are no more than the eye needs", () => {
  const pace = new Pace();
  for (let k = 0; k < 120; k += 1) pace.isDue((k * 1000) / 120);
  expect(pace.shown).toBeLessThanOrEqual(34);
  expect(pace.shown).toBeGreaterThanOrEqual(25);
});
