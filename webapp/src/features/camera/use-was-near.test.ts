import { expect, test } from "vitest";

import { liveMood } from "@/api/checks";
import { golden } from "@/testing/golden";

import { isNear } from "./use-was-near";

test("a face that fills the picture is near, one of a third of it is not", () => {
  const seen = liveMood(golden("live_mood.json"), "");
  const face = seen.faces.slice(0, 1);
  const boxed = (share: number) => ({
    ...seen,
    faces: face.map((one) => ({
      ...one,
      box: { left: 0, top: 0, width: seen.width / 3, height: share * seen.height },
    })),
  });
  expect(face).toHaveLength(1);
  expect(isNear(boxed(0.8))).toBe(true);
  expect(isNear(boxed(0.35))).toBe(false);
});
