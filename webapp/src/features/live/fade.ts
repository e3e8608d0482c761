/** Shown so often at most, in milliseconds: no one sees more, and fading costs time. */
const SHOW_EVERY_MS = 30;
const LONGEST_FADE_MS = 250;
/** A fade lasts a little longer than the last picture took to come, so that it rarely stands still. */
const LASTING = 1.25;

/** How far the picture shown goes now towards the one wanted: 0 (not at all) to 1 (all the way). */
export function stepOfFade(shownAt: number, endsAt: number, now: number): number {
  if (now >= endsAt) return 1;
  return Math.max(0, (now - shownAt) / (endsAt - shownAt));
}

/**
 * Fades from each picture to the next on a canvas: pictures are painted less often than shown, and
 * so close together that the way from one to the next is nearly what would have been painted.
 */
export class Fade {
  private readonly canvas: HTMLCanvasElement;
  private wanted: ImageBitmap | null = null;
  private cameAt: number | null = null;
  private shownAt = 0;
  private endsAt = 0;
  private frame = 0;
  private over = false;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
  }

  /** Goes to this picture from whatever is shown now; the first is there at once. */
  aim(picture: ImageBitmap): void {
    if (this.over) {
      picture.close();
      return;
    }
    const now = performance.now();
    const since = this.cameAt === null ? 0 : now - this.cameAt;
    this.wanted?.close();
    this.wanted = picture;
    this.cameAt = this.shownAt = now;
    this.endsAt = now + Math.min(LASTING * since, LONGEST_FADE_MS);
    cancelAnimationFrame(this.frame);
    this.show();
  }

  stop(): void {
    this.over = true;
    cancelAnimationFrame(this.frame);
    this.wanted?.close();
    this.wanted = null;
  }

  private readonly show = (): void => {
    const { canvas, wanted } = this;
    if (!wanted) return;
    const now = performance.now();
    const step = stepOfFade(this.shownAt, this.endsAt, now);
    if (step === 1 || now - this.shownAt >= SHOW_EVERY_MS) {
      if (canvas.width !== wanted.width) canvas.width = canvas.height = wanted.width;
      const context = canvas.getContext("2d");
      if (context) {
        context.globalAlpha = step;
        context.drawImage(wanted, 0, 0);
      }
      this.shownAt = now;
    }
    if (step < 1) this.frame = requestAnimationFrame(this.show);
  };
}
