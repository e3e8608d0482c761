import { useEffect, useRef, useState, type RefObject } from "react";

import { isApiError } from "@/api/error";
import { readMoods } from "@/api/moods";
import type { LiveMood } from "@/api/shapes";
import { grabFrame, LIVE_WIDTH } from "@/lib/picture";
import { sleep } from "@/lib/time";
import { follow } from "@/mood/follow";

/** Ten readings a second at most; fewer where the server or the network needs longer. */
const FRAME_MS = 100;
const BUSY_MS = 400;
const GONE_MS = 2000;

export type Reading = LiveMood & { at: number };

/**
 * What the server reads in the camera's picture, smoothed; null before the first answer.
 *
 * One request is under way at a time, and each takes the newest frame, so nothing piles up.
 */
export function useLiveMood(
  video: RefObject<HTMLVideoElement | null>,
  active: boolean,
): Reading | null {
  const [reading, setReading] = useState<Reading | null>(null);
  const latest = useRef<Reading | null>(null);

  useEffect(() => {
    if (!active) return;
    const stop = new AbortController();
    const hear = (seen: LiveMood) => {
      const at = performance.now();
      const before = latest.current;
      const faces = follow(before?.faces ?? [], seen.faces, at - (before?.at ?? at));
      latest.current = { ...seen, faces, at };
      setReading(latest.current);
    };
    void readOn(video, hear, stop.signal);
    return () => stop.abort();
  }, [video, active]);

  return active ? reading : null;
}

async function readOn(
  video: RefObject<HTMLVideoElement | null>,
  hear: (seen: LiveMood) => void,
  signal: AbortSignal,
): Promise<void> {
  const canvas = document.createElement("canvas");
  while (!signal.aborted) {
    const began = performance.now();
    const pause = await readOnce(video.current, canvas, hear, signal);
    await sleep(Math.max(0, pause - (performance.now() - began)), signal);
  }
}

/** Reads one frame; returns how long a turn shall take, in milliseconds. */
async function readOnce(
  video: HTMLVideoElement | null,
  canvas: HTMLCanvasElement,
  hear: (seen: LiveMood) => void,
  signal: AbortSignal,
): Promise<number> {
  if (!video || document.hidden) return FRAME_MS;
  try {
    const frame = await grabFrame(video, LIVE_WIDTH, canvas);
    if (frame) hear(await readMoods(frame, signal));
    return FRAME_MS;
  } catch (error) {
    if (!isApiError(error)) return GONE_MS;
    return error.unreachable ? GONE_MS : Math.min(GONE_MS, error.retryAfterMs ?? BUSY_MS);
  }
}
