import { expect, test } from "vitest";

import { columnsFor } from "./Wall";

test.each([
  [0, 1920, 1080, 1],
  [1, 1920, 1080, 1],
  [2, 1920, 1080, 2],
  [7, 1920, 1080, 4],
  [24, 1920, 1080, 6],
  [24, 1080, 1920, 4],
  [3, 1080, 1920, 1],
])("%i works on %i x %i hang in %i columns", (count, width, height, columns) => {
  expect(columnsFor(count, { width, height })).toBe(columns);
});
