import { BASE, send } from "./client";

/** The strokes that painted a work, as vaha.hand.strokes packs them, from where the work says. */
export const workStrokes = async (address: string, signal?: AbortSignal): Promise<Blob> =>
  (await send(address.slice(BASE.length), { signal })).blob();

/** The marks of a brush, as vaha.hand.planes packs them. */
export async function brushMarks(
  brush: Record<string, string | number>,
  signal: AbortSignal,
): Promise<Blob> {
  const query = new URLSearchParams(
    Object.entries(brush).map(([name, value]) => [name, String(value)]),
  );
  return (await send(`/hand/imprints?${query.toString()}`, { signal })).blob();
}

/** The tooth of paper. */
export const paperGrain = async (signal: AbortSignal): Promise<Blob> =>
  (await send("/hand/grain", { signal })).blob();
