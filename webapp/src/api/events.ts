import { flag, list, number, oneOf, orNull, shape, type Check } from "./check";
import { candidate, mood, portrait, problem, seenFace, stage, work } from "./checks";
import type { Portrait } from "./shapes";

/** What each event of a portrait's stream does to the portrait as it stood before. */
type Change = (data: unknown, before: Portrait) => Portrait;

const change =
  <T>(check: Check<T>, apply: (before: Portrait, data: T) => Partial<Portrait>): Change =>
  (data, before) => ({ ...before, ...apply(before, check(data, "event")) });

const CHANGES: Record<string, Change> = {
  portrait: (data) => portrait(data, "portrait"),
  place: change(
    shape({ place: number, state: orNull(oneOf("queued", "running")) }),
    (before, { place, state }) => ({ place, state: state ?? before.state }),
  ),
  stage: change(shape({ stage }), (_, data) => ({ ...data, state: "running", place: 0 })),
  faces: change(shape({ faces: list(seenFace) }), (_, data) => data),
  mood: change(shape({ mood, asked: flag, sure: orNull(flag) }), (_, data) => data),
  candidates: change(
    shape({ candidates: list(candidate), painted: number }),
    (before, { candidates, painted }) => {
      const known = new Set(before.candidates.map(({ seed }) => seed));
      const fresh = candidates.filter(({ seed }) => !known.has(seed));
      return { painted, candidates: [...before.candidates, ...fresh] };
    },
  ),
  choice: change(shape({ candidates: list(candidate) }), (_, data) => data),
  work: change(shape({ work, index: number }), (before, { work, index }) => {
    const works = before.works.filter(({ id }) => id !== work.id);
    works.splice(index, 0, work);
    return { works };
  }),
  done: (_, before) => ({ ...before, state: "done", stage: null, place: 0 }),
  failed: change(shape({ problem }), (_, data) => ({ ...data, state: "failed", place: 0 })),
  cancelled: (_, before) => ({ ...before, state: "cancelled", place: 0 }),
};

export const EVENT_NAMES = Object.keys(CHANGES);

/** The portrait after one event; throws Mismatch where the event is not what was agreed on. */
export function applyEvent(before: Portrait, name: string, data: unknown): Portrait {
  return CHANGES[name]?.(data, before) ?? before;
}

export const isOver = ({ state }: Portrait): boolean =>
  state === "done" || state === "failed" || state === "cancelled";
