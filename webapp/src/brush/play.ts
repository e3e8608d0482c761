import { CannotPaint } from "./gl";
import { FlatPainter } from "./flat-painter";
import { GlPainter, type Brushes, type Painter } from "./gl-painter";
import type { Strokes } from "./strokes";

/** How long a work is watched while it is painted, in milliseconds. */
export const LASTS_MS = 8000;
/** Where frames come slowly the strokes take longer, so that they are seen: so much a frame at most. */
const MOST_STEP_MS = 150;
/** But no longer than this in all. */
const MOST_MS = 14_000;
/** A frame that takes longer than this is better painted flat. */
const SLOW_MS = 180;
/** The first frame also compiles; the next ones say how quick the graphics are. */
const MEASURED = [1, 2, 3];

type Playing = { strokes: Strokes; brushes: Brushes | null; side: number };

/**
 * Lays the strokes in `host` over eight seconds, in WebGL 2 or, where there is none or it is slow,
 * in flat colours; then says so. Returns how to end it.
 */
export function play(host: HTMLElement, playing: Playing, ended: () => void): () => void {
  let { painter, canvas } = start(host, playing);
  let began: number | null = null;
  let before = 0;
  let clock = 0;
  let frames = 0;
  let frame = 0;

  const show = (now: number) => {
    began ??= now;
    clock += frames < 2 ? 0 : Math.min(MOST_STEP_MS, now - before);
    before = now;
    const time = now - began > MOST_MS ? 1 : Math.min(1, clock / LASTS_MS);
    const from = performance.now();
    painter.show(time);
    if (painter instanceof GlPainter && MEASURED.includes(frames)) {
      painter.finish();
      if (performance.now() - from > SLOW_MS) {
        painter.close();
        canvas.remove();
        ({ painter, canvas } = flat(host, playing));
        painter.show(time);
      }
    }
    frames += 1;
    if (time < 1) frame = requestAnimationFrame(show);
    else ended();
  };
  frame = requestAnimationFrame(show);
  return () => {
    cancelAnimationFrame(frame);
    painter.close();
    canvas.remove();
  };
}

type Started = { painter: Painter; canvas: HTMLCanvasElement };

function start(host: HTMLElement, playing: Playing): Started {
  const { strokes, brushes, side } = playing;
  if (!brushes) return flat(host, playing);
  const canvas = appended(host);
  try {
    return { canvas, painter: new GlPainter(canvas, strokes, side, brushes) };
  } catch (error) {
    canvas.remove();
    if (error instanceof CannotPaint) return flat(host, playing);
    throw error;
  }
}

function flat(host: HTMLElement, { strokes, side }: Playing): Started {
  const canvas = appended(host);
  return { canvas, painter: new FlatPainter(canvas, strokes, side) };
}

function appended(host: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  host.append(canvas);
  return canvas;
}
