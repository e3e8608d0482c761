import { brushMarks, paperGrain, workStrokes } from "@/api/strokes";

import type { Brushes } from "./gl-painter";
import { unpack } from "./packed";
import { brushesOf, marksOf, planesOf, type BrushWanted, type Marks, type Planes } from "./planes";
import { strokesOf, type Strokes } from "./strokes";

/** Works of one portrait have the same brushes: a few are kept. */
const MOST_KEPT = 24;
const kept = new Map<string, Promise<Marks>>();
const tooth = new Map<string, Promise<Planes>>();

/** The strokes at this address of a work, unpacked. */
export const loadStrokes = async (address: string, signal: AbortSignal): Promise<Strokes> =>
  strokesOf(await unpack(await workStrokes(address, signal)));

/** The brushes that laid them, for a picture whose longer side has `side` pixels. */
export async function loadBrushes(
  strokes: Strokes,
  side: number,
  signal: AbortSignal,
): Promise<Brushes> {
  const wanted = brushesOf(strokes, side);
  const [grain, ...marks] = await Promise.all([
    strokes.manner.grain > 0 ? loadGrain(signal) : null,
    ...wanted.map((brush) => loadMarks(brush, signal)),
  ]);
  const layers = wanted.map(({ layer }, index) => [layer, marks[index]] as const);
  return { grain, marks: new Map(layers.filter(isThere)) };
}

const isThere = (one: readonly [number, Marks | undefined]): one is [number, Marks] =>
  one[1] !== undefined;

/** The marks of a brush; whoever else waits for them is not cancelled with `signal`. */
export const loadMarks = (brush: BrushWanted, signal: AbortSignal): Promise<Marks> =>
  shared(kept, JSON.stringify(brush), signal, async () =>
    marksOf(await unpack(await brushMarks(brush, signal))),
  );

const loadGrain = (signal: AbortSignal): Promise<Planes> =>
  shared(tooth, "grain", signal, async () => planesOf(await unpack(await paperGrain(signal))));

/**
 * What was loaded before, or is being loaded. Where another visitor of it has cancelled it, it is
 * loaded anew; a few things are kept.
 */
async function shared<T>(
  all: Map<string, Promise<T>>,
  name: string,
  signal: AbortSignal,
  load: () => Promise<T>,
): Promise<T> {
  const known = all.get(name);
  if (known)
    try {
      return await known;
    } catch {
      signal.throwIfAborted();
      // Of all who waited the first asks again, and the others wait for that one.
      return shared(all, name, signal, load);
    }
  const loading = load();
  all.set(name, loading);
  const [oldest] = all.keys();
  if (all.size > MOST_KEPT && oldest !== undefined) all.delete(oldest);
  loading.catch(() => all.get(name) === loading && all.delete(name));
  return loading;
}
