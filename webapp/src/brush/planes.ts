import hand from "./hand.json";
import { numberOf, numbersOf, type Packed } from "./packed";
import type { Strokes } from "./strokes";

/** Values in 256 steps, `channels` a texel, row by row. */
export type Planes = {
  height: number;
  width: number;
  channels: number;
  lowest: number[];
  highest: number[];
  steps: Uint8Array;
};

/** A brush's marks, one below the other, as vaha.hand.rendering.imprints has them. */
export type Marks = Planes & {
  rows: number;
  columns: number;
  across: number;
  along: number;
  variants: number;
  margin: number;
};

/** How dry the first layer is laid. */
const UNDERPAINTING = hand.render.underpainting;

/** Values from an unpacked file, in which each is the difference from the one before it. */
export function planesOf({ head, bytes }: Packed): Planes {
  const [height, width] = [numberOf(head, "height"), numberOf(head, "width")];
  const lowest = numbersOf(head, "lowest");
  const channels = lowest.length;
  const steps = new Uint8Array(height * width * channels);
  let at = 0;
  for (let channel = 0; channel < channels; channel += 1)
    for (let row = 0; row < height; row += 1) {
      let value = 0;
      for (let column = 0; column < width; column += 1) {
        value = (value + (bytes[at++] ?? 0)) & 255;
        steps[(row * width + column) * channels + channel] = value;
      }
    }
  return { height, width, channels, lowest, highest: numbersOf(head, "highest"), steps };
}

export const marksOf = (packed: Packed): Marks => ({
  ...planesOf(packed),
  rows: numberOf(packed.head, "rows"),
  columns: numberOf(packed.head, "columns"),
  across: numberOf(packed.head, "across"),
  along: numberOf(packed.head, "along"),
  variants: numberOf(packed.head, "variants"),
  margin: numberOf(packed.head, "margin"),
});

/** What a layer's marks depend on. */
export type BrushWanted = {
  kind: string;
  radius: number;
  length: number;
  dryness: number;
  layer: number;
};

/** The brush of each layer that has strokes, for a picture whose longer side has `side` pixels. */
export function brushesOf(strokes: Strokes, side: number): BrushWanted[] {
  const { manner, half, coats } = strokes;
  const longest = new Map<number, number>();
  let begin = 0;
  for (const { end, layer } of coats) {
    const most = half.subarray(begin, end).reduce((a, b) => Math.max(a, b), 0);
    longest.set(layer, Math.max(longest.get(layer) ?? 0, most));
    begin = end;
  }
  return [...longest].map(([layer, most]) => ({
    kind: manner.imprint,
    radius: (manner.radii[layer] ?? 0) * side,
    length: Math.ceil(4 * most) / 2,
    dryness: manner.dryness * (layer === 0 ? UNDERPAINTING : 1),
    layer,
  }));
}
