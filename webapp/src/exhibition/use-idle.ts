import { useCallback, useEffect, useRef, useState } from "react";

const LOOK_MS = 250;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

type Wanted = {
  /** Whether idleness counts now: somebody who waits for a painting is not idle. */
  active: boolean;
  seconds: number;
  question: number;
  over: () => void;
};

/** Seconds left to answer whether somebody is still there, null where nobody is asked. */
export function useIdle({ active, seconds, question, over }: Wanted): {
  left: number | null;
  stay: () => void;
} {
  const last = useRef(0);
  const [left, setLeft] = useState<number | null>(null);

  const stay = useCallback(() => {
    last.current = performance.now();
    setLeft(null);
  }, []);

  useEffect(() => {
    last.current = performance.now();
    if (!active) return;
    SIGNS.forEach((sign) => addEventListener(sign, stay, { passive: true }));
    // By a clock that no change of the day's time can move.
    const timer = setInterval(() => {
      const idle = (performance.now() - last.current) / 1000 - seconds;
      if (idle < 0) return;
      if (idle >= question) over();
      else setLeft(Math.ceil(question - idle));
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      SIGNS.forEach((sign) => removeEventListener(sign, stay));
      setLeft(null);
    };
  }, [active, seconds, question, over, stay]);

  return { left, stay };
}
