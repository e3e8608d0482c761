import { useEffect, useState, type RefObject } from "react";

import { isApiError } from "@/api/error";
import { mirrorFrame } from "@/api/mirror";
import { grabFrame, LIVE_WIDTH } from "@/lib/picture";
import { sleep } from "@/lib/time";
import type { Mood } from "@/mood/emotions";

const FRAME_MS = 80;
const BUSY_MS = 400;
const GONE_MS = 2000;

export type Wanted = { size: 256 | 512; strength: number };
export type Shown = { mood: Mood | null; faces: number };

/** Draws the server's painting of the camera's face onto a canvas, one request at a time. */
export function useLivePicture(
  video: RefObject<HTMLVideoElement | null>,
  picture: RefObject<HTMLCanvasElement | null>,
  { size, strength }: Wanted,
): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);

  useEffect(() => {
    const stop = new AbortController();
    const canvas = document.createElement("canvas");

    const turn = async (): Promise<number> => {
      const frame =
        video.current && !document.hidden
          ? await grabFrame(video.current, LIVE_WIDTH, canvas)
          : null;
      if (!frame) return FRAME_MS;
      try {
        const { picture: painted, ...rest } = await mirrorFrame(
          frame,
          { size, strength },
          stop.signal,
        );
        await draw(painted, picture.current);
        setShown(rest);
        return FRAME_MS;
      } catch (error) {
        return isApiError(error) && !error.unreachable ? BUSY_MS : GONE_MS;
      }
    };
    const run = async () => {
      while (!stop.signal.aborted) {
        const began = performance.now();
        const pause = await turn();
        await sleep(Math.max(0, pause - (performance.now() - began)), stop.signal);
      }
    };
    void run();
    return () => stop.abort();
  }, [video, picture, size, strength]);

  return shown;
}

async function draw(painted: Blob, onto: HTMLCanvasElement | null): Promise<void> {
  const bitmap = await createImageBitmap(painted);
  if (onto) {
    if (onto.width !== bitmap.width) onto.width = onto.height = bitmap.width;
    onto.getContext("2d")?.drawImage(bitmap, 0, 0);
  }
  bitmap.close();
}
