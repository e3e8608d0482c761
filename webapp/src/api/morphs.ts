import { queryOptions } from "@tanstack/react-query";

import type { Mood } from "@/mood/emotions";

import { call } from "./client";
import { morph } from "./checks";

export const MORPH_STEPS = 16;

export type MorphWanted = { from: Mood; to: Mood; seed: string };

/** The frames of a walk from one mood to the other; their pictures stay with the server for minutes. */
export const morphQuery = ({ from, to, seed }: MorphWanted) =>
  queryOptions({
    queryKey: ["morphs", from, to, seed],
    queryFn: async ({ signal }) => {
      const json = { from, to, seed, steps: MORPH_STEPS, scale: 4 };
      return (await call("/morphs", { method: "POST", json, signal, check: morph })).frames;
    },
    staleTime: 2 * 60_000,
    gcTime: 2 * 60_000,
  });
