import { useEffect, useRef, useState, type RefObject } from "react";

import { mayMove } from "@/brush/reveal";
import { recall, remember } from "@/lib/remember";
import type { Mood } from "@/mood/emotions";

import { mayPaint, paintLive, type Ended } from "./live-painting";

export type Painted = {
  /** Whether strokes can be laid here at all. */
  possible: boolean;
  wanted: boolean;
  /** Why they are not, though they were wanted. */
  ended: Ended | null;
  choose: (wanted: boolean) => void;
};

/**
 * Lays strokes over the live picture, in `host`: unless the visitor once chose otherwise, or asked
 * for little to move.
 */
export function usePainted(
  host: RefObject<HTMLElement | null>,
  picture: RefObject<HTMLCanvasElement | null>,
  mood: Mood | null,
): Painted {
  const [possible] = useState(mayPaint);
  const [wanted, setWanted] = useState(() => chosen() ?? mayMove());
  const [ended, setEnded] = useState<Ended | null>(null);
  const newest = useRef(mood);
  useEffect(() => {
    newest.current = mood;
  }, [mood]);

  useEffect(() => {
    if (!possible || !wanted || !host.current || !picture.current) return;
    return paintLive(host.current, picture.current, () => newest.current, {
      painting: () => setEnded(null),
      ended: (why) => {
        setEnded(why);
        setWanted(false);
      },
    });
  }, [possible, wanted, host, picture]);

  const choose = (now: boolean) => {
    remember("painted", now ? "yes" : "no");
    setEnded(null);
    setWanted(now);
  };
  return { possible, wanted, ended, choose };
}

const chosen = (): boolean | null => {
  const said = recall("painted");
  return said === null ? null : said === "yes";
};
