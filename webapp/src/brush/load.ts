import { brushMarks, paperGrain, workStrokes } from "@/api/strokes";

import type { Brushes } from "./gl-painter";
import { unpack } from "./packed";
import { brushesOf, marksOf, planesOf, type BrushWanted, type Marks, type Planes } from "./planes";
import { strokesOf, type Strokes } from "./strokes";

/** Works of one portrait have the same brushes: a few are kept. */
const MOST_KEPT = 24;
const kept = new Map<string, Promise<Marks>>();
let tooth: Promise<Planes> | null = null;

/** The strokes of a work, unpacked. */
export const loadStrokes = async (id: string, signal: AbortSignal): Promise<Strokes> =>
  strokesOf(await unpack(await workStrokes(id, signal)));

/** The brushes that laid them, for a picture whose longer side has `side` pixels. */
export async function loadBrushes(strokes: Strokes, side: number): Promise<Brushes> {
  const wanted = brushesOf(strokes, side);
  const [grain, ...marks] = await Promise.all([
    strokes.manner.grain > 0 ? loadGrain() : null,
    ...wanted.map(loadMarks),
  ]);
  const layers = wanted.map(({ layer }, index) => [layer, marks[index]] as const);
  return { grain, marks: new Map(layers.filter(isThere)) };
}

const isThere = (one: readonly [number, Marks | undefined]): one is [number, Marks] =>
  one[1] !== undefined;

export function loadMarks(brush: BrushWanted): Promise<Marks> {
  const name = JSON.stringify(brush);
  const known = kept.get(name);
  if (known) return known;
  const loading = brushMarks(brush).then(unpack).then(marksOf);
  loading.catch(() => kept.delete(name));
  kept.set(name, loading);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return loading;
}

function loadGrain(): Promise<Planes> {
  tooth ??= paperGrain().then(unpack).then(planesOf);
  tooth.catch(() => (tooth = null));
  return tooth;
}
