import { NotPacked, numberOf, numbersOf, type Packed } from "./packed";

/** As vaha.hand.strokes has them. */
const ANGLES = 4096;
const OUTSIDE = 0.25;
const POSITIONS = 65535 / (1 + 2 * OUTSIDE);
const LONGEST = 24;
const MOST_TURN = 1.2;
const MOST_LOAD = 2;
const BYTES_A_STROKE = 14;

/** What the page needs of a manner; lengths in longer sides of the picture. */
export type Manner = {
  radii: number[];
  opacity: number;
  dryness: number;
  relief: number;
  gloss: number;
  grain: number;
  imprint: string;
};

/** Strokes laid together: those before `end`, from the coat before; `layer` is their brush. */
export type Coat = { end: number; layer: number };

/**
 * Strokes in the order in which they are laid: each a parabola about its middle `x`, `y`, in longer
 * sides of the picture, that goes along `angle` and has turned by `turn` at its end, `half` radii on.
 */
export type Strokes = {
  height: number;
  width: number;
  manner: Manner;
  ground: { rows: number; columns: number; pixels: Uint8Array };
  coats: Coat[];
  count: number;
  x: Float32Array;
  y: Float32Array;
  angle: Float32Array;
  radius: Float32Array;
  half: Float32Array;
  turn: Float32Array;
  load: Float32Array;
  bristles: Uint8Array;
  /** Three bytes a stroke. */
  colour: Uint8Array;
};

/** The strokes of an unpacked file; throws NotPacked. */
export function strokesOf({ head, bytes }: Packed): Strokes {
  const [rows = 0, columns = 0] = numbersOf(head, "ground");
  const coats = coatsOf(head.coats);
  const pixels = bytes.subarray(0, rows * columns * 3);
  const packed = bytes.subarray(pixels.length);
  const count = coats.at(-1)?.end ?? 0;
  if (packed.length !== count * BYTES_A_STROKE) throw new NotPacked("strokes are missing");
  const manner = mannerOf(head.manner);
  return {
    height: numberOf(head, "height"),
    width: numberOf(head, "width"),
    manner,
    ground: { rows, columns, pixels },
    coats,
    count,
    ...numbers(packed, count, coats, manner),
  };
}

function numbers(packed: Uint8Array, count: number, coats: Coat[], manner: Manner) {
  const floats = () => new Float32Array(count);
  const [x, y, angle, radius] = [floats(), floats(), floats(), floats()];
  const [half, turn, load] = [floats(), floats(), floats()];
  const [bristles, colour] = [new Uint8Array(count), new Uint8Array(3 * count)];
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let begin = 0;
  for (const { end, layer } of coats) {
    const brush = Math.fround(manner.radii[layer] ?? Number.NaN);
    if (Number.isNaN(brush)) throw new NotPacked(`layer ${layer}`);
    for (let k = begin; k < end; k += 1) {
      const at = k * BYTES_A_STROKE;
      x[k] = view.getUint16(at, true) / POSITIONS - OUTSIDE;
      y[k] = view.getUint16(at + 2, true) / POSITIONS - OUTSIDE;
      angle[k] = view.getUint16(at + 4, true) * ((2 * Math.PI) / ANGLES);
      half[k] = view.getUint8(at + 6) * (LONGEST / 255);
      turn[k] = view.getInt8(at + 7) * (MOST_TURN / 127);
      radius[k] = brush * (view.getUint8(at + 8) / 128);
      load[k] = view.getUint8(at + 9) * (MOST_LOAD / 255);
      colour.set(packed.subarray(at + 10, at + 13), 3 * k);
      bristles[k] = view.getUint8(at + 13);
    }
    begin = end;
  }
  return { x, y, angle, radius, half, turn, load, bristles, colour };
}

function coatsOf(value: unknown): Coat[] {
  if (!Array.isArray(value)) throw new NotPacked("no coats");
  let begin = 0;
  return value.map((coat: unknown) => {
    const [end, layer] = Array.isArray(coat) ? (coat as unknown[]) : [];
    if (typeof end !== "number" || typeof layer !== "number" || end < begin)
      throw new NotPacked("no coats");
    begin = end;
    return { end, layer };
  });
}

function mannerOf(value: unknown): Manner {
  if (typeof value !== "object" || value === null) throw new NotPacked("no manner");
  const manner = value as Record<string, unknown>;
  if (typeof manner.imprint !== "string") throw new NotPacked("no imprint");
  return {
    radii: numbersOf(manner, "radii"),
    opacity: numberOf(manner, "opacity"),
    dryness: numberOf(manner, "dryness"),
    relief: numberOf(manner, "relief"),
    gloss: numberOf(manner, "gloss"),
    grain: numberOf(manner, "grain"),
    imprint: manner.imprint,
  };
}
