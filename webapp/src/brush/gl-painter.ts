import { closeGl, fill, openGl, Program, Target, texture, type Gl } from "./gl";
import hand from "./hand.json";
import type { Marks, Planes } from "./planes";
import { outlineOf } from "./outline";
import { laid, schedule, type CoatTime } from "./schedule";
import { COAT, COPY, EVERYWHERE, GROUND, NUMBER, OUTLINE, ROW } from "./shaders";
import type { Strokes } from "./strokes";
import { Lamp, surface } from "./surface";

/** Lays a work's strokes on a canvas, as far as they are at a time from 0 (none) to 1 (all). */
export type Painter = {
  show: (time: number) => void;
  close: () => void;
};

export type Brushes = { marks: Map<number, Marks>; grain: Planes | null };

const { grain: GRAIN, render: RENDER, variants: VARIANTS } = hand;
/** A brush that carries so much covers as its imprint says. */
const FULL_LOAD = 0.8;

/**
 * The hand's own rendering in WebGL 2.
 *
 * A coat's strokes are drawn as numbers, the last one uppermost; then each pixel takes the mark of
 * its stroke. Coats that are finished stay in `done`; what is under way is laid on a copy of it.
 */
export class GlPainter implements Painter {
  private readonly gl: Gl;
  private readonly strokes: Strokes;
  private readonly side: number;
  private readonly times: CoatTime[];
  private readonly programs: Record<"outline" | "ground" | "coat" | "copy", Program>;
  private readonly data: Record<"places" | "ways" | "colours" | "tooth", WebGLTexture>;
  private readonly marks: Map<number, { texture: WebGLTexture; marks: Marks }>;
  private readonly done: Target;
  private readonly open: Target;
  private readonly numbers: Target;
  private readonly lamp: Lamp;
  private coat = 0;
  /** Strokes from here on are not yet all laid. */
  private next = 0;
  private shown = -1;

  /** Throws CannotPaint. */
  constructor(canvas: HTMLCanvasElement, strokes: Strokes, side: number, brushes: Brushes) {
    const gl = openGl(canvas);
    this.gl = gl;
    this.strokes = strokes;
    this.side = side;
    this.times = schedule(strokes.coats);
    canvas.width = Math.max(1, Math.round(strokes.width * side));
    canvas.height = Math.max(1, Math.round(strokes.height * side));
    const { width, height } = canvas;
    this.programs = {
      outline: new Program(gl, OUTLINE, NUMBER),
      ground: new Program(gl, EVERYWHERE, GROUND),
      coat: new Program(gl, EVERYWHERE, COAT),
      copy: new Program(gl, EVERYWHERE, COPY),
    };
    this.data = dataOf(gl, strokes, side, brushes.grain);
    this.marks = new Map(
      [...brushes.marks].map(([layer, marks]) => [
        layer,
        { marks, texture: texture(gl, "bytes", marks.width, marks.height, marks.steps) },
      ]),
    );
    this.done = surface(gl, width, height);
    this.open = surface(gl, width, height);
    this.numbers = new Target(gl, width, height, "numbers");
    this.lamp = new Lamp(gl, width, height);
  }

  show(time: number): void {
    if (this.gl.isContextLost()) return;
    if (this.shown < 0 || time < this.shown) this.begin();
    this.shown = time;
    for (;;) {
      const coat = this.times[this.coat];
      if (!coat || coat.until > time) break;
      this.draw(coat, time, coat.end);
      this.lay(coat, this.done);
      this.coat += 1;
      this.next = coat.end;
      this.clearNumbers();
    }
    const coat = this.times[this.coat];
    if (coat) this.layOpen(coat, time);
    this.lamp.show(coat ? this.open : this.done, this.strokes.manner);
  }

  /** Waits until all that was drawn is there. */
  finish(): void {
    const { gl } = this;
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  close(): void {
    closeGl(this.gl);
  }

  private begin(): void {
    const { gl, strokes, programs } = this;
    this.coat = this.next = 0;
    this.clearNumbers();
    const { rows, columns, pixels } = strokes.ground;
    const ground = texture(gl, "rgb", columns, rows, pixels);
    this.done.bind();
    programs.ground.use({ ground, size: [this.done.width, this.done.height], ...this.tooth() });
    fill(gl);
    gl.deleteTexture(ground);
  }

  /** Lays what there is of a coat on a copy of those before it. */
  private layOpen(coat: CoatTime, time: number): void {
    let begun = this.next;
    while (begun < coat.end && laid(coat, begun, time) > 0) begun += 1;
    this.draw(coat, time, begun);
    while (this.next < begun && laid(coat, this.next, time) >= 1) this.next += 1;
    this.open.bind();
    this.programs.copy.use({ first: this.done.at(0), second: this.done.at(1) });
    fill(this.gl);
    this.lay(coat, this.open);
  }

  /** Draws the numbers of the strokes that are begun and were not yet all drawn. */
  private draw({ begin, end, from, until, each }: CoatTime, time: number, to: number): void {
    const { gl, numbers } = this;
    if (to <= this.next) return;
    const { stations, widths } = outlineOf(this.strokes, this.side, begin, end);
    numbers.bind();
    this.programs.outline.use({
      ...this.data,
      size: [numbers.width, numbers.height],
      begin: this.next,
      first: begin,
      time,
      from,
      pause: (until - from - each) / Math.max(1, end - begin - 1),
      each,
      stations,
      widths,
      corners: stations.length,
    });
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 2 * stations.length, to - this.next);
  }

  private clearNumbers(): void {
    this.numbers.bind();
    this.gl.clearBufferuiv(this.gl.COLOR, 0, [0, 0, 0, 0]);
  }

  /** Lays the coat whose numbers are drawn. */
  private lay({ layer }: CoatTime, onto: Target): void {
    const { gl, strokes } = this;
    const brush = this.marks.get(layer);
    if (!brush) return;
    const { marks } = brush;
    const { manner } = strokes;
    onto.bind();
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.programs.coat.use({
      ...this.data,
      ...this.tooth(),
      numbers: this.numbers.at(),
      marks: brush.texture,
      lowest: marks.lowest,
      span: marks.highest.map((high, index) => high - (marks.lowest[index] ?? 0)),
      acrossTexels: marks.across,
      alongTexels: marks.along,
      rows: marks.rows,
      columns: marks.columns,
      margin: marks.margin,
      opacity: manner.opacity,
      depth: (40 * (manner.radii[layer] ?? 0)) ** RENDER.heightGrows,
    });
    fill(gl);
    gl.disable(gl.BLEND);
  }

  private tooth() {
    const { tooth } = this.data;
    return {
      tooth,
      grain: this.strokes.manner.grain,
      toothScale: (GRAIN.tile * GRAIN.tiles) / this.side,
    };
  }
}

/** Every stroke's numbers in textures, in pixels of this size. */
function dataOf(gl: Gl, strokes: Strokes, side: number, grain: Planes | null) {
  const rows = Math.max(1, Math.ceil(strokes.count / ROW));
  const places = new Float32Array(4 * ROW * rows);
  const ways = new Float32Array(4 * ROW * rows);
  const colours = new Uint8Array(4 * ROW * rows);
  for (let k = 0; k < strokes.count; k += 1) {
    const [angle, half] = [strokes.angle[k] ?? 0, strokes.half[k] ?? 1];
    const radius = (strokes.radius[k] ?? 1) * side;
    const place = [(strokes.x[k] ?? 0) * side, (strokes.y[k] ?? 0) * side];
    places.set([...place, Math.cos(angle) / radius, Math.sin(angle) / radius], 4 * k);
    const load = RENDER.load * ((strokes.load[k] ?? 0) - FULL_LOAD);
    ways.set(
      [(0.5 * (strokes.turn[k] ?? 0)) / half, load, half, (strokes.bristles[k] ?? 0) % VARIANTS],
      4 * k,
    );
    colours.set(strokes.colour.subarray(3 * k, 3 * k + 3), 4 * k);
  }
  return {
    places: texture(gl, "floats", ROW, rows, places),
    ways: texture(gl, "floats", ROW, rows, ways),
    colours: texture(gl, "bytes", ROW, rows, colours),
    tooth: grain
      ? texture(gl, "byte", grain.width, grain.height, grain.steps)
      : texture(gl, "byte", 1, 1, new Uint8Array(1)),
  };
}
