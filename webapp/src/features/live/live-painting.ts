import { CannotPaint } from "@/brush/gl";
import type { LiveBrush } from "@/brush/live-brush";
import { loadMarks } from "@/brush/load";
import type { Mood } from "@/mood/emotions";

/** Shown so often at most, in milliseconds. */
const SHOW_EVERY_MS = 30;
/** The first pictures also compile and make room; the next few say how quick the graphics are. */
const FIRST = 2;
const MEASURED = 4;
/** Later one in so many is measured. */
const LATER = 50;
/** Pictures that take longer than this, in milliseconds, leave nothing for the rest of the page. */
const SLOW_MS = 60;
/** So many slow ones in a row are too many. */
const MOST_SLOW = 3;

/** `slow`: it went, but too slowly; `impossible`: this browser or its graphics cannot do it. */
export type Ended = "slow" | "impossible";

/**
 * Paints what is shown on a canvas stroke by stroke, on another canvas that it lays in `host`,
 * until it is stopped, or ends by itself and says why. Returns how to stop it.
 */
export function paintLive(
  host: HTMLElement,
  shown: HTMLCanvasElement,
  mood: () => Mood | null,
  said: { painting: () => void; ended: (why: Ended) => void },
): () => void {
  const stop = new AbortController();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = shown.width;
  canvas.setAttribute("aria-hidden", "true");
  canvas.dataset.testid = "live-strokes";
  let brush: LiveBrush | null = null;
  let frame = 0;
  const end = (why?: Ended) => {
    stop.abort();
    cancelAnimationFrame(frame);
    canvas.remove();
    brush?.close();
    brush = null;
    if (why) said.ended(why);
  };
  const pace = new Pace();
  const show = (now: number) => {
    frame = requestAnimationFrame(show);
    if (!brush || !pace.isDue(now)) return;
    try {
      const began = performance.now();
      brush.show(shown, mood(), now);
      if (pace.isMeasured) {
        brush.finish();
        pace.took(performance.now() - began);
      }
    } catch (error) {
      if (!(error instanceof CannotPaint)) throw error;
      end("impossible");
      return;
    }
    if (pace.isSlow) end("slow");
    else if (pace.shown === 1) {
      host.append(canvas);
      said.painting();
    }
  };
  const begin = async () => {
    try {
      // With its shaders, for who wants strokes alone.
      const { LiveBrush, liveBrushes } = await import("@/brush/live-brush");
      const wanted = liveBrushes(canvas.width);
      const marks = await Promise.all(wanted.map((one) => loadMarks(one, stop.signal)));
      if (stop.signal.aborted) return;
      brush = new LiveBrush(canvas, marks);
      frame = requestAnimationFrame(show);
    } catch {
      if (!stop.signal.aborted) end("impossible");
    }
  };
  void begin();
  return () => end();
}

/** When a picture is due, which are measured, and whether they come too slowly. */
export class Pace {
  shown = 0;
  isMeasured = false;
  private before = -Infinity;
  private slow = 0;

  isDue(now: number): boolean {
    if (now - this.before < SHOW_EVERY_MS) return false;
    this.before = now;
    this.shown += 1;
    const after = this.shown - FIRST;
    this.isMeasured = after > 0 && (after <= MEASURED || after % LATER < MOST_SLOW);
    return true;
  }

  took(milliseconds: number): void {
    this.slow = milliseconds > SLOW_MS ? this.slow + 1 : 0;
  }

  get isSlow(): boolean {
    return this.slow >= MOST_SLOW;
  }
}

/** Whether this browser has what strokes need; asked once. */
export const mayPaint = (): boolean => {
  possible ??= hasGraphics();
  return possible;
};
let possible: boolean | null = null;

function hasGraphics(): boolean {
  try {
    const gl = document.createElement("canvas").getContext("webgl2");
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
    return gl !== null;
  } catch {
    return false;
  }
}
