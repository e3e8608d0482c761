import { expect, test } from "vitest";

import { thereAndBack } from "./use-play";

test("a walk goes to its end and back", () => {
  const walk = Array.from({ length: 9 }, (_, step) => thereAndBack(step, 4));
  expect(walk).toEqual([0, 1, 2, 3, 2, 1, 0, 1, 2]);
});
