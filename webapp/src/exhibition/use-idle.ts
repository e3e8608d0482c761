import { useCallback, useEffect, useRef, useState } from "react";

const LOOK_MS = 250;
const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

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
  const asked = useRef(false);
  const [left, setLeft] = useState<number | null>(null);

  const stay = useCallback(() => {
    last.current = performance.now();
    asked.current = false;
    setLeft(null);
  }, []);

  useEffect(() => {
    last.current = performance.now();
    asked.current = false;
    if (!active) return;
    // A hand on its way to the answer must not take the question away: its press would land on
    // what lies below.
    const moved = () => {
      if (!asked.current) stay();
    };
    SIGNS.forEach((sign) => addEventListener(sign, stay, { passive: true }));
    addEventListener("pointermove", moved, { passive: true });
    // By a clock that no change of the day's time can move.
    const timer = setInterval(() => {
      const idle = (performance.now() - last.current) / 1000 - seconds;
      if (idle < 0) return;
      asked.current = idle < question;
      if (idle >= question) over();
      else setLeft(Math.ceil(question - idle));
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      SIGNS.forEach((sign) => removeEventListener(sign, stay));
      removeEventListener("pointermove", moved);
      setLeft(null);
    };
  }, [active, seconds, question, over, stay]);

  return { left, stay };
}
