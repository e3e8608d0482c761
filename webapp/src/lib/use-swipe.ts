import { useRef, type TouchEvent } from "react";

/** A finger must go so far, in pixels, and more sideways than up or down. */
const FAR = 40;

/** Hears swipes: `go(1)` for one to the left, which brings what is further on, `go(-1)` back. */
export function useSwipe(go: (step: 1 | -1) => void) {
  const from = useRef<{ x: number; y: number } | null>(null);
  return {
    onTouchStart: ({ touches }: TouchEvent) => {
      const { clientX, clientY } = touches.item(0);
      from.current = touches.length === 1 ? { x: clientX, y: clientY } : null;
    },
    onTouchEnd: ({ changedTouches }: TouchEvent) => {
      const { clientX, clientY } = changedTouches.item(0);
      const began = from.current;
      from.current = null;
      if (!began) return;
      const [x, y] = [clientX - began.x, clientY - began.y];
      if (Math.abs(x) > FAR && Math.abs(x) > Math.abs(y)) go(x < 0 ? 1 : -1);
    },
  };
}
