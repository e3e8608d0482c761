import { useEffect, useRef, useState } from "react";

import type { FaceEmotion } from "@/mood/emotions";
import { held, hold, type Hold } from "@/mood/hold";

import type { Reading } from "./use-live-mood";

/** After opening, so long must pass first: the face from before is often still there. */
const GRACE_MS = 1500;

export type Holding = { emotion: FaceEmotion; share: number } | null;

/** A face that is being held, and calls `fire` once when it was held long enough. */
export function useHold(reading: Reading | null, wanted: boolean, fire: () => void): Holding {
  const state = useRef<Hold>(null);
  const opened = useRef<number | null>(null);
  const [holding, setHolding] = useState<Holding>(null);

  useEffect(() => {
    const now = performance.now();
    opened.current ??= now;
    const mood =
      wanted && now - opened.current > GRACE_MS ? (reading?.faces[0]?.mood ?? null) : null;
    state.current = hold(state.current, mood, now);
    const share = held(state.current, now);
    setHolding(state.current && { emotion: state.current.emotion, share });
    if (share < 1) return;
    state.current = null;
    opened.current = now;
    fire();
  }, [reading, wanted, fire]);

  return holding;
}
