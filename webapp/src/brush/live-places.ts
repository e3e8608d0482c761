import hand from "./hand.json";
import { ROW } from "./shaders";

const { live } = hand;

/** How much each layer's colours vary, as vaha.hand.planning.palette has it. */
const VARY = [0.35, 0.7, 1, 0.75];

/** Strokes of a live painting, one layer after the other; lengths in longer sides. */
export type Places = {
  /** Where each layer's strokes begin, and one more: their count. */
  begins: number[];
  rows: number;
  /** x, y, layer, and whether it is turned about (pi) or not (0). */
  places: Float32Array;
  /** How far it strays, its load, its length as a share, and which of the marks it leaves. */
  chances: Float32Array;
  /** How its colour varies in hue, saturation and value: -1 to 1. */
  colours: Float32Array;
};

/** Places on a jittered grid and what chance gives each stroke: the same at every time. */
export function placesOf(height: number, width: number, seed = 1): Places {
  const chance = mulberry(seed);
  const strokes: number[][] = [];
  const begins: number[] = [];
  for (let layer = 0; layer < live.layers; layer += 1) {
    begins.push(strokes.length);
    strokes.push(...shuffled(gridOf(layer, height, width, chance), chance));
  }
  begins.push(strokes.length);
  const rows = Math.ceil(strokes.length / ROW);
  const part = (from: number) => {
    const values = new Float32Array(4 * ROW * rows);
    strokes.forEach((stroke, k) => values.set(stroke.slice(from, from + 4), 4 * k));
    return values;
  };
  return { begins, rows, places: part(0), chances: part(4), colours: part(8) };
}

function gridOf(layer: number, height: number, width: number, chance: () => number): number[][] {
  const { radii, spacing } = live.manner;
  const step = (radii[layer] ?? 1) * spacing * (live.wider[layer] ?? 1);
  const found: number[][] = [];
  const jitter = () => 0.5 + 0.9 * (chance() - 0.5);
  const vary = () => (VARY[layer] ?? 1) * (2 * chance() - 1);
  for (let row = -1; row <= Math.ceil(height / step); row += 1)
    for (let column = -1; column <= Math.ceil(width / step); column += 1)
      found.push([
        (column + jitter()) * step,
        (row + jitter()) * step,
        layer,
        chance() < 0.5 ? Math.PI : 0,
        (chance() + chance() + chance()) / 1.5 - 1,
        0.6 + 0.4 * chance(),
        0.75 + 0.5 * chance(),
        Math.floor(hand.variants * chance()),
        vary(),
        vary(),
        vary(),
        0,
      ]);
  return found;
}

/** Large strokes in rows would lie on each other like tiles. */
function shuffled<T>(all: T[], chance: () => number): T[] {
  const order = all.map((one) => ({ one, at: chance() }));
  return order.toSorted((a, b) => a.at - b.at).map(({ one }) => one);
}

/** Chance that is the same at every time: Tommy Ettinger's mulberry32. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
