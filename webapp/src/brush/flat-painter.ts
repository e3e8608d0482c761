import type { Painter } from "./gl-painter";
import { CannotPaint } from "./gl";
import { corners, outlineOf, type Outline } from "./outline";
import { laid, schedule, type CoatTime } from "./schedule";
import type { Strokes } from "./strokes";

/** Strokes in their plain colours, where a browser has no WebGL 2: `vaha.hand.rendering.lay.lay_flat`. */
export class FlatPainter implements Painter {
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly strokes: Strokes;
  private readonly side: number;
  private readonly times: CoatTime[];
  private coat = 0;
  private next = 0;
  private shown = -1;

  /** Throws CannotPaint. */
  constructor(canvas: HTMLCanvasElement, strokes: Strokes, side: number) {
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new CannotPaint("no canvas");
    canvas.width = Math.max(1, Math.round(strokes.width * side));
    canvas.height = Math.max(1, Math.round(strokes.height * side));
    this.canvas = canvas;
    this.context = context;
    this.strokes = strokes;
    this.side = side;
    this.times = schedule(strokes.coats);
  }

  show(time: number): void {
    if (this.shown < 0 || time < this.shown) this.begin();
    this.shown = time;
    this.context.globalAlpha = this.strokes.manner.opacity;
    for (; this.coat < this.times.length; this.coat += 1) {
      const coat = this.times[this.coat];
      if (!coat) break;
      const outline = outlineOf(this.strokes, this.side, coat.begin, coat.end);
      while (this.next < coat.end && laid(coat, this.next, time) >= 1)
        this.draw(this.next++, outline);
      if (this.next < coat.end) break;
    }
  }

  close(): void {
    this.canvas.width = this.canvas.height = 0;
  }

  private begin(): void {
    this.coat = this.next = 0;
    const { rows, columns, pixels } = this.strokes.ground;
    const small = new ImageData(columns, rows);
    for (let k = 0; k < rows * columns; k += 1)
      small.data.set([...pixels.subarray(3 * k, 3 * k + 3), 255], 4 * k);
    const ground = document.createElement("canvas");
    ground.width = columns;
    ground.height = rows;
    ground.getContext("2d")?.putImageData(small, 0, 0);
    this.context.globalAlpha = 1;
    this.context.drawImage(ground, 0, 0, this.canvas.width, this.canvas.height);
  }

  private draw(k: number, outline: Outline): void {
    const { context } = this;
    context.beginPath();
    corners(this.strokes, k, this.side, outline).forEach(([x, y]) => context.lineTo(x, y));
    const [red, green, blue] = this.strokes.colour.subarray(3 * k, 3 * k + 3);
    context.fillStyle = `rgb(${red ?? 0} ${green ?? 0} ${blue ?? 0})`;
    context.fill();
  }
}
