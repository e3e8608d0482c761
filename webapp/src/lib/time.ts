import { useEffect, useState } from "react";

/** Resolves after so many milliseconds, or at once where `signal` says stop. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      // A signal that lives as long as a screen would otherwise keep each of its sleepers.
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener("abort", wake);
  });
}

/** Whole seconds until a time of `Date.now()`, counting down; 0 where there is none. */
export function useSecondsUntil(time: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (time === null) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [time]);
  return time === null ? 0 : Math.max(0, Math.ceil((time - now) / 1000));
}

/** How long to wait before the next try: longer each time, never longer than `most`. */
export const backoffMs = (attempt: number, most = 15_000): number =>
  Math.min(most, 1000 * 2 ** attempt);
