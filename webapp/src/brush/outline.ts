import hand from "./hand.json";
import type { Strokes } from "./strokes";

/** Where the corners of a stroke stand, in half its length, and how wide it is there, in radii. */
export type Outline = { stations: number[]; widths: number[] };

/** Strokes of few pixels need few corners. */
const { large, small, smallRadius }: { large: Outline; small: Outline; smallRadius: number } =
  hand.outlines;

/** The outline of the strokes from `begin` to `end`, all of one coat. */
export function outlineOf(strokes: Strokes, side: number, begin: number, end: number): Outline {
  let largest = 0;
  for (let k = begin; k < end; k += 1) largest = Math.max(largest, strokes.radius[k] ?? 0);
  return largest * side <= smallRadius ? small : large;
}

/** The corners of a stroke in pixels, along one side and back along the other. */
export function corners(
  strokes: Strokes,
  k: number,
  side: number,
  { stations, widths }: Outline,
): [number, number][] {
  const radius = (strokes.radius[k] ?? 0) * side;
  const [half, turn, angle] = [strokes.half[k] ?? 1, strokes.turn[k] ?? 0, strokes.angle[k] ?? 0];
  const [x, y] = [(strokes.x[k] ?? 0) * side, (strokes.y[k] ?? 0) * side];
  const [cosine, sine] = [Math.cos(angle) * radius, Math.sin(angle) * radius];
  const one = (index: number, way: number): [number, number] => {
    const u = half * (stations[index] ?? 0);
    const v = ((0.5 * turn) / half) * u * u + way * (widths[index] ?? 1);
    return [x + u * cosine - v * sine, y + u * sine + v * cosine];
  };
  const indices = stations.map((_, index) => index);
  return [
    ...indices.map((index) => one(index, -1)),
    ...indices.toReversed().map((index) => one(index, 1)),
  ];
}
