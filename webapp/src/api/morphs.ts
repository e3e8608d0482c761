import { queryOptions } from "@tanstack/react-query";

import type { Mood } from "@/mood/emotions";

import { call } from "./client";
import { morph } from "./checks";

export const MORPH_STEPS = 16;

export type MorphWanted = { from: Mood; to: Mood; work: string };

/** The frames of a walk from one mood to the other, beginning at the brushwork of a work; their pictures stay with the server for minutes. */
export const morphQuery = ({ from, to, work }: MorphWanted) =>
  queryOptions({
    queryKey: ["morphs", from, to, work],
    queryFn: async ({ signal }) => {
      const json = { from, to, work, steps: MORPH_STEPS, scale: 4 };
      return (await call("/morphs", { method: "POST", json, signal, check: morph })).frames;
    },
    staleTime: 2 * 60_000,
    gcTime: 2 * 60_000,
  });
