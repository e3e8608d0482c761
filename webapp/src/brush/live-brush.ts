import { CannotPaint, closeGl, fill, openGl, Program, Target, texture, type Gl } from "./gl";
import hand from "./hand.json";
import { placesOf, type Places } from "./live-places";
import { FOLLOW, MARK, MIX, SOFTEN, STROKE, TENSOR, TONED } from "./live-shaders";
import { moved, type LiveManner } from "./manner";
import type { BrushWanted, Marks } from "./planes";
import { EVERYWHERE, ROW } from "./shaders";
import { Lamp, surface } from "./surface";
import type { Mood } from "@/mood/emotions";

const { live, render } = hand;

/** Directions are found on so many pixels of the longer side. */
const FORMS = 96;
/** Where smooth places are all of one direction, a work's high ridges would look combed. */
const RELIEF = 0.4;
const LEAST_WANDER = 0.16;
/** Corners of a stroke. */
const CORNERS = 8;

/** The brushes of the live painting, for a picture whose longer side has `side` pixels. */
export const liveBrushes = (side: number): BrushWanted[] =>
  live.manner.radii.slice(0, live.layers).map((radius, layer) => ({
    kind: live.manner.imprint,
    radius: radius * side,
    length: live.manner.length,
    dryness: live.manner.dryness * (layer === 0 ? render.underpainting : 1),
    layer,
  }));

/** How far something with this time constant goes in so many seconds. */
const shareOf = (seconds: number, lasting = 1): number => 1 - Math.exp(-seconds / lasting);

/**
 * Paints what moves: strokes keep their places and their marks from frame to frame, their colours
 * and directions follow the picture, and a camera's noise moves nothing, so that nothing boils
 * (Hays and Essa 2004): vaha.hand.live.hand, on graphics.
 */
export class LiveBrush {
  private readonly gl: Gl;
  private readonly width: number;
  private readonly height: number;
  private readonly programs: Record<
    "mix" | "tensor" | "soften" | "follow" | "toned" | "stroke",
    Program
  >;
  private readonly newest: WebGLTexture;
  private readonly marks: { texture: WebGLTexture; marks: Marks }[];
  private readonly strokes: Places;
  private readonly data: Record<"places" | "chances" | "colours", WebGLTexture>;
  private readonly paint: Target;
  private readonly lamp: Lamp;
  private readonly aside: [Target, Target];
  private readonly wide: Target;
  private forms: [Target, Target];
  private states: [Target, Target];
  private before: number | null = null;

  /** Paints on a canvas of its size with the brushes that `liveBrushes` names; throws CannotPaint. */
  constructor(canvas: HTMLCanvasElement, marks: Marks[]) {
    const gl = openGl(canvas);
    this.gl = gl;
    const { width, height } = canvas;
    [this.width, this.height] = [width, height];
    this.programs = {
      mix: new Program(gl, EVERYWHERE, MIX),
      tensor: new Program(gl, EVERYWHERE, TENSOR),
      soften: new Program(gl, EVERYWHERE, SOFTEN),
      follow: new Program(gl, EVERYWHERE, FOLLOW),
      toned: new Program(gl, EVERYWHERE, TONED),
      stroke: new Program(gl, STROKE, MARK),
    };
    this.newest = texture(gl, "bytes", width, height, null, true);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    this.marks = marks.map((one) => ({
      marks: one,
      texture: texture(gl, "bytes", one.width, one.height, one.steps, true),
    }));
    this.strokes = placesOf(height / this.longer, width / this.longer);
    const { rows, places, chances, colours } = this.strokes;
    this.data = {
      places: texture(gl, "floats", ROW, rows, places),
      chances: texture(gl, "floats", ROW, rows, chances),
      colours: texture(gl, "floats", ROW, rows, colours),
    };
    const scale = FORMS / this.longer;
    const [across, down] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
    const form = () => new Target(gl, across ?? 1, down ?? 1, "halves", 1, true);
    const state = () => new Target(gl, ROW, rows, "halves", 2);
    this.aside = [form(), form()];
    this.wide = form();
    this.forms = [form(), form()];
    this.states = [state(), state()];
    this.paint = surface(gl, width, height);
    this.lamp = new Lamp(gl, width, height);
  }

  /** Paints the newest picture, of the canvas's size, at a time in milliseconds, never falling. */
  show(picture: TexImageSource, mood: Mood | null, now: number): void {
    const { gl } = this;
    if (gl.isContextLost()) throw new CannotPaint("the graphics are gone");
    const seconds = this.before === null ? Infinity : (now - this.before) / 1000;
    this.before = now;
    const manner = moved(live.manner, mood);
    this.take(picture);
    this.findForms(shareOf(seconds, live.formsSeconds));
    this.follow(manner, seconds);
    this.paint.bind();
    this.programs.toned.use({
      picture: this.newest,
      pixels: [this.width, this.height],
      ground: manner.ground.map((level) => level / 255),
      tint: Math.max(live.tint, manner.tint),
    });
    fill(gl);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.marks.forEach((_, layer) => this.lay(manner, layer));
    gl.disable(gl.BLEND);
    this.lamp.show(this.paint, { relief: RELIEF * manner.relief, gloss: manner.gloss });
  }

  /** Waits until all that was drawn is there. */
  finish(): void {
    const { gl } = this;
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  close(): void {
    closeGl(this.gl);
  }

  private get longer(): number {
    return Math.max(this.width, this.height);
  }

  private take(picture: TexImageSource): void {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.newest);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, picture);
    gl.generateMipmap(gl.TEXTURE_2D);
  }

  /** The structure tensor, smoothed over place and time; and, wider, over place once more. */
  private findForms(share: number): void {
    const { programs } = this;
    const [first, second] = this.aside;
    const [last, next] = this.forms;
    const size = [first.width, first.height];
    first.bind();
    const lod = Math.max(0, Math.log2(this.longer / FORMS));
    programs.tensor.use({ picture: this.newest, size, lod });
    fill(this.gl);
    this.soften(first, second, [1, 0]);
    this.soften(second, first, [0, 1]);
    next.bind();
    programs.mix.use({ newest: first.at(), before: last.at(), share });
    fill(this.gl);
    this.forms = [next, last];
    this.soften(next, second, [4, 0]);
    this.soften(second, this.wide, [0, 4]);
  }

  private soften(from: Target, onto: Target, direction: [number, number]): void {
    onto.bind();
    const size = [from.width, from.height];
    this.programs.soften.use({ picture: from.at(), size, direction });
    fill(this.gl);
  }

  private follow(manner: LiveManner, seconds: number): void {
    const [last, next] = this.states;
    next.bind();
    this.programs.follow.use({
      ...this.data,
      ...this.brush(manner),
      picture: this.newest,
      tensor: this.forms[0].at(),
      wide: this.wide.at(),
      ways: last.at(0),
      paints: last.at(1),
      size: [this.width / this.longer, this.height / this.longer],
      follow: manner.follow,
      wander: Math.max(LEAST_WANDER, manner.wander),
      turbulence: manner.turbulence,
      lean: manner.lean,
      soon: shareOf(seconds, live.colour[0]),
      slowly: shareOf(seconds, live.turn[0]),
      grows: shareOf(seconds, live.need[0]),
    });
    fill(this.gl);
    this.states = [next, last];
  }

  private lay(manner: LiveManner, layer: number): void {
    const { gl, states, strokes } = this;
    const brush = this.marks[layer];
    if (!brush) return;
    const { marks } = brush;
    const [begin = 0, end = 0] = strokes.begins.slice(layer);
    this.programs.stroke.use({
      ...this.data,
      ...this.brush(manner),
      ways: states[0].at(0),
      paints: states[0].at(1),
      marks: brush.texture,
      size: [this.width, this.height],
      broken: manner.broken,
      drier: manner.dryness - live.manner.dryness,
      jitter: manner.jitter,
      begin,
      lowest: marks.lowest,
      span: marks.highest.map((high, k) => high - (marks.lowest[k] ?? 0)),
      acrossTexels: marks.across,
      rows: marks.rows,
      columns: marks.columns,
      margin: marks.margin,
      depth: (40 * (manner.radii[layer] ?? 0)) ** render.heightGrows,
      opacity: manner.opacity,
    });
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, CORNERS, end - begin);
  }

  private brush(manner: LiveManner) {
    return {
      radii: manner.radii.slice(0, live.layers),
      thresholds: manner.thresholds.slice(0, live.layers),
      longer: this.longer,
      length: manner.length,
    };
  }
}
