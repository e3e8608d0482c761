import { useEffect, useState, type RefObject } from "react";

import { blend } from "@/mood/weights";

import { LIVE_SIDE, pixelsOf } from "./frames";
import type { Seen } from "./messages";
import type { Studio } from "./studio";

/** What the camera shows: faces in a frame of this size, and how many frames were read so far. */
export type Live = { faces: Seen[]; width: number; height: number; read: number };

/** Milliseconds that a frame is shown at least: more than ten readings a second please nobody. */
const LEAST = 100;
/** How much of a new reading goes into the one that is shown. */
const NEW = 0.4;

/** Looks at the video, frame after frame, while it is shown. */
export function useLive(
  studio: Studio,
  video: RefObject<HTMLVideoElement | null>,
  failed: (error: unknown) => void,
): Live | null {
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
          last = followed(last, { faces, width: image.width, height: image.height, read: 0 });
        }
        // It may have been closed while it was looking.
        if (wanted as boolean) setLive(last);
        const took = performance.now() - began;
        await new Promise((done) => setTimeout(done, Math.max(0, LEAST - took)));
      }
    };
    look().catch((error: unknown) => {
      if (wanted) failed(error);
    });
    return () => {
      wanted = false;
    };
  }, [studio, video, failed]);
  return live;
}

/** The new faces, the first one's mood made steady by the one before. */
function followed(before: Live | null, now: Live): Live {
  const read = (before?.read ?? 0) + 1;
  const [face, ...others] = now.faces;
  const [earlier] = before?.faces ?? [];
  if (!face || !earlier) return { ...now, read };
  const mood = blend(earlier.reading.mood, face.reading.mood, NEW);
  return { ...now, read, faces: [{ ...face, reading: { ...face.reading, mood } }, ...others] };
}
