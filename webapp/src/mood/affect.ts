import { affects } from "@/brush/hand.json";

import { FACE_EMOTIONS, type Mood } from "./emotions";

/** Where a mood stands on the circumplex, each -1 to 1: vaha.affect says whence the numbers are. */
export function affectOf(mood: Mood): { pleasure: number; arousal: number } {
  const along = (index: number) =>
    FACE_EMOTIONS.reduce((sum, name) => sum + mood[name] * (affects[name][index] ?? 0), 0);
  return { pleasure: along(0), arousal: along(1) };
}
