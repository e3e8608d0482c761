import type { FaceEmotion, Mood } from "./emotions";
import { topOf } from "./weights";

export const HOLD_MS = 2000;
const STRONG_ENOUGH = 0.4;

/** A face being held: which emotion, since when (milliseconds), or none. */
export type Hold = { emotion: FaceEmotion; since: number } | null;

/**
 * The hold after one more reading. A neutral face never counts: everybody's face is at rest now and
 * then, and nobody means a picture to be taken of that.
 */
export function hold(before: Hold, mood: Mood | null, now: number): Hold {
  if (!mood) return null;
  const top = topOf(mood);
  if (top === "neutral" || mood[top] < STRONG_ENOUGH) return null;
  return before?.emotion === top ? before : { emotion: top, since: now };
}

/** How much of the two seconds is over, 0..1. */
export function held(state: Hold, now: number): number {
  return state ? Math.min(1, Math.max(0, (now - state.since) / HOLD_MS)) : 0;
}
