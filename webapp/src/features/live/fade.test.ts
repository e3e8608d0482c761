import { expect, test } from "vitest";

import { stepOfFade } from "./fade";

test("a fade goes evenly, at whatever times it is shown, and ends at its end", () => {
  for (const times of [
    [20, 40, 60, 80, 100],
    [7, 13, 64, 99, 130],
  ]) {
    let before = 0;
    let gone = 0;
    for (const now of times) {
      gone += (1 - gone) * stepOfFade(before, 100, now);
      expect(gone).toBeCloseTo(Math.min(1, now / 100), 10);
      before = now;
    }
  }
});

test("a picture that shall be there at once is", () => {
  expect(stepOfFade(50, 50, 50)).toBe(1);
});
