import type { Box, SeenFace } from "@/api/shapes";

import { blend, topOf } from "./weights";

/** Readings settle within about this many milliseconds: calm to look at, quick enough to play with. */
const SETTLING_MS = 350;
const SAME_FACE_OVERLAP = 0.25;

/**
 * The faces just seen, their moods and boxes eased from where the same faces stood before.
 *
 * The server numbers faces by size, and sizes change from frame to frame, so a face is recognised
 * by where it is.
 */
export function follow(before: SeenFace[], seen: SeenFace[], elapsedMs: number): SeenFace[] {
  const share = 1 - Math.exp(-Math.max(0, elapsedMs) / SETTLING_MS);
  return seen.map((face) => {
    const known = before.find((old) => overlap(old.box, face.box) > SAME_FACE_OVERLAP);
    if (!known) return face;
    const mood = blend(known.mood, face.mood, share);
    return { ...face, mood, top: topOf(mood), box: ease(known.box, face.box, Math.sqrt(share)) };
  });
}

/** Intersection over union, 0..1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

function ease(from: Box, to: Box, share: number): Box {
  const between = (key: keyof Box) => from[key] + (to[key] - from[key]) * share;
  return {
    left: between("left"),
    top: between("top"),
    width: between("width"),
    height: between("height"),
  };
}
