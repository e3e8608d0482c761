import { useEffect, useRef, useState, type ReactNode } from "react";

import type { Work } from "@/api/shapes";

import style from "./BeingPainted.module.css";
import { loadBrushes, loadStrokes } from "./load";
import { play } from "./play";
import type { Reveal } from "./reveal";

/** Larger works are watched in this size, in pixels of the longer side. */
const MOST_SIDE = 1024;
/** The work fades in over what was painted. */
const FADE_MS = 700;
/** Whoever waits longer for the strokes than this sees the work at once. */
const PATIENCE_MS = 6000;

type Props = { work: Work; reveal: Reveal; children: ReactNode };

/** A work (the children), and over it the canvas on which it is being painted. */
export function BeingPainted({ work, reveal, children }: Props) {
  return (
    <span className={style.frame}>
      {children}
      {reveal.playing && work.strokes !== null && (
        <Canvas
          key={reveal.turn}
          id={work.id}
          address={work.strokes}
          side={Math.min(MOST_SIDE, Math.max(work.width, work.height))}
          ended={reveal.ended}
        />
      )}
    </span>
  );
}

type CanvasProps = { id: string; address: string; side: number; ended: Reveal["ended"] };

function Canvas({ id, address, side, ended }: CanvasProps) {
  const host = useRef<HTMLSpanElement>(null);
  const [state, setState] = useState<"waiting" | "painting" | "painted" | "over">("waiting");

  useEffect(() => {
    const stop = new AbortController();
    const limit = AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
    let end: (() => void) | null = null;
    let fade: ReturnType<typeof setTimeout> | undefined;
    const over = (painted: boolean) => {
      setState("over");
      ended(id, painted);
    };
    const run = async () => {
      try {
        const strokes = await loadStrokes(address, limit);
        if (strokes.count === 0) throw new Error("nothing to be seen");
        const brushes = await loadBrushes(strokes, side, limit).catch(() => null);
        if (limit.aborted || !host.current) throw new Error("too late");
        setState("painting");
        end = play(host.current, { strokes, brushes, side }, () => {
          setState("painted");
          fade = setTimeout(() => over(true), FADE_MS);
        });
      } catch {
        if (!stop.signal.aborted) over(false);
      }
    };
    void run();
    return () => {
      stop.abort();
      clearTimeout(fade);
      end?.();
    };
  }, [id, address, side, ended]);

  if (state === "over") return null;
  return <span ref={host} className={style.host} data-testid="being-painted" data-state={state} />;
}
