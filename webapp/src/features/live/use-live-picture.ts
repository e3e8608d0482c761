import { useEffect, useState, type RefObject } from "react";

import { isApiError } from "@/api/error";
import { mirrorFrame } from "@/api/mirror";
import { grabFrame, LIVE_WIDTH } from "@/lib/picture";
import { sleep } from "@/lib/time";
import type { Mood } from "@/mood/emotions";

import { Fade } from "./fade";

/** Twenty frames a second at most; fewer where the server needs longer. */
const FRAME_MS = 50;
const BUSY_MS = 400;
const GONE_MS = 2000;

export type Wanted = { size: 256 | 512; strength: number };
export type Shown = { mood: Mood | null; faces: number };

/**
 * Draws the server's paintings of the camera's face onto a canvas, each faded into the next.
 *
 * One request is under way at a time, and each takes the newest frame: two at once were measured to
 * paint no more on a busy machine, and to be shown twice as late.
 */
export function useLivePicture(
  video: RefObject<HTMLVideoElement | null>,
  picture: RefObject<HTMLCanvasElement | null>,
  { size, strength }: Wanted,
): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);

  useEffect(() => {
    if (!picture.current) return;
    const stop = new AbortController();
    const { signal } = stop;
    const fade = new Fade(picture.current);
    const canvas = document.createElement("canvas");

    const turn = async (): Promise<void> => {
      const frame =
        video.current && !document.hidden
          ? await grabFrame(video.current, LIVE_WIDTH, canvas)
          : null;
      if (!frame) return;
      const { picture: painted, ...rest } = await mirrorFrame(frame, { size, strength }, signal);
      const bitmap = await createImageBitmap(painted);
      fade.aim(bitmap);
      if (!signal.aborted) setShown(rest);
    };
    const run = async () => {
      while (!signal.aborted) {
        const began = performance.now();
        let pause = FRAME_MS;
        try {
          await turn();
        } catch (error) {
          pause = isApiError(error) && !error.unreachable ? BUSY_MS : GONE_MS;
        }
        await sleep(Math.max(0, pause - (performance.now() - began)), signal);
      }
    };
    void run();
    return () => {
      stop.abort();
      fade.stop();
    };
  }, [video, picture, size, strength]);

  return shown;
}
