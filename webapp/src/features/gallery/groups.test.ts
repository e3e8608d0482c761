import { expect, test } from "vitest";

import { work as check } from "@/api/checks";
import type { Work } from "@/api/shapes";
import { golden } from "@/testing/golden";

import { asHung, groupsOf } from "./groups";

const work = (id: string, portrait: string | null, rank: number | null): Work => ({
  ...check(golden("work.json"), ""),
  id,
  portrait,
  rank,
});

test("each portrait's works hang together, the critic's first choice first", () => {
  const newest = [work("b3", "b", 3), work("b2", "b", 2), work("b1", "b", 1), work("a2", "a", 2)];
  const more = [work("a1", "a", 1), work("alone", null, null)];
  expect(
    groupsOf([...newest, ...more]).map(({ key, works }) => [key, works.map(({ id }) => id)]),
  ).toEqual([
    ["b", ["b1", "b2", "b3"]],
    ["a", ["a1", "a2"]],
    ["alone", ["alone"]],
  ]);
  expect(asHung(newest).map(({ id }) => id)).toEqual(["b1", "b2", "b3", "a2"]);
});
