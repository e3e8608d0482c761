import type { Coat } from "./strokes";

/** When each coat's strokes are begun and how long one takes, in shares of the whole. */
export type CoatTime = Coat & { begin: number; from: number; until: number; each: number };

/**
 * Fine brushes lay a hundred times as many strokes as the largest: in proportion, the large ones
 * would be over before they were seen.
 */
const EVENNESS = 0.3;
/** A stroke's own time, as a share of its coat's. */
const STROKE = 0.12;

/** The times of all coats, from 0 to 1. */
export function schedule(coats: Coat[]): CoatTime[] {
  let begin = 0;
  const sizes = coats.map(({ end }) => {
    const size = end - begin;
    begin = end;
    return size ** EVENNESS;
  });
  const all = sizes.reduce((sum, size) => sum + size, 0) || 1;
  let from = 0;
  let first = 0;
  return coats.map((coat, index) => {
    const share = (sizes[index] ?? 0) / all;
    const timed = { ...coat, begin: first, from, until: from + share, each: share * STROKE };
    from += share;
    first = coat.end;
    return timed;
  });
}

/** How much of stroke `k` of a coat is laid at `time`: below 0 not begun, from 1 all of it. */
export function laid({ begin, end, from, until, each }: CoatTime, k: number, time: number): number {
  const step = (until - from - each) / Math.max(1, end - begin - 1);
  return (time - from - (k - begin) * step) / each;
}
