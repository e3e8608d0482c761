import { useCallback, useEffect, useRef, useState } from "react";

import type { Work } from "@/api/shapes";

/** Whether pictures may move. */
export const mayMove = (): boolean => !matchMedia("(prefers-reduced-motion: reduce)").matches;

export type Reveal = {
  /** Whether works are being painted before the visitor's eyes. */
  playing: boolean;
  /** How many works are painted together. */
  count: number;
  /** Whether there is something to watch: none has failed to come. */
  possible: boolean;
  /** Whether none of them was ever seen while it was painted: it may arrive in another way. */
  untouched: boolean;
  /** Counts the times that it was begun, to begin anew. */
  turn: number;
  skip: () => void;
  replay: () => void;
  /** One of the works is there; `painted` says whether it was seen while it was painted. */
  ended: (id: string, painted: boolean) => void;
};

/** Several works that are painted together; where `fresh`, at once, and never in reduced motion. */
export function useReveal(works: Work[], fresh: boolean): Reveal {
  // Smooth works have nothing to be seen.
  const names = works.flatMap(({ id, strokes }) => (strokes === null ? [] : [id])).join(" ");
  const [playing, setPlaying] = useState(() => fresh && names !== "" && mayMove());
  const [startsPlaying] = useState(playing);
  const [possible, setPossible] = useState(() => names !== "" && mayMove());
  const [turn, setTurn] = useState(0);
  const over = useRef(new Map<string, boolean>());

  const skip = useCallback(() => setPlaying(false), []);
  const replay = useCallback(() => {
    if (!mayMove()) return;
    over.current.clear();
    setTurn((now) => now + 1);
    setPlaying(true);
  }, []);
  const ended = useCallback(
    (id: string, painted: boolean) => {
      over.current.set(id, painted);
      if (!names.split(" ").every((one) => over.current.has(one))) return;
      setPlaying(false);
      if (![...over.current.values()].some(Boolean)) setPossible(false);
    },
    [names],
  );

  useEffect(() => {
    if (!playing) return;
    const press = ({ key }: KeyboardEvent) => {
      if (key === "Escape") skip();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [playing, skip]);

  return {
    playing,
    count: names.split(" ").length,
    possible,
    untouched: !startsPlaying && turn === 0,
    turn,
    skip,
    replay,
    ended,
  };
}
