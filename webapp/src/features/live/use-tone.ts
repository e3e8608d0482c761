import { useEffect, useRef } from "react";

import type { Mood } from "@/mood/emotions";

import { Tone } from "./tone";

/** Lets a soft tone follow the mood while it is wanted. */
export function useTone(mood: Mood | null, wanted: boolean): void {
  const tone = useRef<Tone | null>(null);
  useEffect(() => {
    if (!wanted || typeof AudioContext === "undefined") return;
    const opened = new Tone();
    tone.current = opened;
    return () => {
      tone.current = null;
      opened.stop();
    };
  }, [wanted]);
  useEffect(() => tone.current?.follow(mood), [mood, wanted]);
}
