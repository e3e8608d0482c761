import { useEffect, useState } from "react";

const FRAME_MS = 140;

/** Walks through frames and back again while it plays; the visitor's hand stops it. */
export function usePlay(count: number) {
  const [step, setStep] = useState(0);
  const [playing, setPlaying] = useState(false);

  useEffect(() => {
    if (!playing || count < 2) return;
    const timer = setInterval(() => setStep((before) => before + 1), FRAME_MS);
    return () => clearInterval(timer);
  }, [playing, count]);

  return {
    index: count < 2 ? 0 : thereAndBack(step, count),
    playing,
    setIndex: (index: number) => {
      setPlaying(false);
      setStep(index);
    },
    toggle: () => setPlaying((before) => !before),
  };
}

/** 0 1 2 3 2 1 0 1 ... for four. */
export function thereAndBack(step: number, count: number): number {
  const round = 2 * (count - 1);
  const within = step % round;
  return within < count ? within : round - within;
}
