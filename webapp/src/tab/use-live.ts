import { useEffect, useState, type RefObject } from "react";

import { blend } from "@/mood/weights";

import { LIVE_SIDE, pixelsOf } from "./frames";
import type { Seen } from "./messages";
import type { Studio } from "./studio";

/** What the camera shows: faces in a frame of this size, and how many frames a second are read. */
export type Live = { faces: Seen[]; width: number; height: number; rate: number };

/** Milliseconds that a frame is shown at least: more than ten readings a second please nobody. */
const LEAST = 100;
/** How much of a new reading goes into the one that is shown. */
const NEW = 0.4;
const RATE = 0.2;

/** Looks at the video, frame after frame, while it is shown. */
export function useLive(studio: Studio, video: RefObject<HTMLVideoElement | null>): Live | null {
  const [live, setLive] = useState<Live | null>(null);
  useEffect(() => {
    let wanted = true;
    const look = async () => {
      let last: Live | null = null;
      while (wanted) {
        const began = performance.now();
        const { videoWidth = 0, videoHeight = 0 } = video.current ?? {};
        if (video.current && videoWidth > 0) {
          const image = pixelsOf(video.current, videoWidth, videoHeight, LIVE_SIDE);
          const near = last?.faces.map(({ box }) => box) ?? [];
          const faces = await studio.ask({ kind: "look", image, near, quick: true });
          last = followed(last, { faces, width: image.width, height: image.height, rate: 0 });
        }
        const took = performance.now() - began;
        await new Promise((done) => setTimeout(done, Math.max(0, LEAST - took)));
        const rate = 1000 / (performance.now() - began);
        if (last)
          last = { ...last, rate: last.rate === 0 ? rate : last.rate + RATE * (rate - last.rate) };
        // It may have been closed while it was looking.
        if (wanted as boolean) setLive(last);
      }
    };
    look().catch(() => setLive(null));
    return () => {
      wanted = false;
    };
  }, [studio, video]);
  return live;
}

/** The new faces, the first one's mood made steady by the one before. */
function followed(before: Live | null, now: Live): Live {
  const rate = before?.rate ?? 0;
  const [face, ...others] = now.faces;
  const [earlier] = before?.faces ?? [];
  if (!face || !earlier) return { ...now, rate };
  const mood = blend(earlier.reading.mood, face.reading.mood, NEW);
  return { ...now, rate, faces: [{ ...face, reading: { ...face.reading, mood } }, ...others] };
}
