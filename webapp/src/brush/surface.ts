import { bindCanvas, fill, Program, Target, type Gl } from "./gl";
import hand from "./hand.json";
import { BLUR, EVERYWHERE, LIGHT, MOST_REACH } from "./shaders";

const { steep: STEEP, lamp: LAMP } = hand.light;
/** As vaha.hand.rendering.light has them. */
const LEAST_SIGMA = 0.6;
const SIGMA = 0.7 / 1024;

/** Paint has colour (its first texture, 0 to 1) and height (its second). */
export const surface = (gl: Gl, width: number, height: number): Target =>
  new Target(gl, width, height, "halves", 2);

/** The weights of a Gaussian blur from its middle outwards, as many as OpenCV takes. */
export function gaussian(sigma: number): Float32Array {
  const reach = Math.min(MOST_REACH, (Math.round(sigma * 8 + 1) | 1) >> 1);
  const weights = Float32Array.from({ length: MOST_REACH + 1 }, (_, k) =>
    k <= reach ? Math.exp(-(k * k) / (2 * sigma * sigma)) : 0,
  );
  const sum = weights.reduce((all, weight, k) => all + (k === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/** Lights a surface and shows it on the canvas. */
export class Lamp {
  private readonly gl: Gl;
  private readonly blur: Program;
  private readonly light: Program;
  private readonly soft: [Target, Target];

  constructor(gl: Gl, width: number, height: number) {
    this.gl = gl;
    this.blur = new Program(gl, EVERYWHERE, BLUR);
    this.light = new Program(gl, EVERYWHERE, LIGHT);
    this.soft = [new Target(gl, width, height, "halves"), new Target(gl, width, height, "halves")];
  }

  show(surface: Target, { relief, gloss }: { relief: number; gloss: number }): void {
    const { gl, blur, soft } = this;
    const side = Math.max(surface.width, surface.height);
    const weights = gaussian(Math.max(LEAST_SIGMA, SIGMA * side));
    const reach = weights.findLastIndex((weight) => weight > 0);
    if (relief > 0) {
      soft[0].bind();
      blur.use({ heights: surface.at(1), direction: [1, 0], weights, reach });
      fill(gl);
      soft[1].bind();
      blur.use({ heights: soft[0].at(), direction: [0, 1], weights, reach });
      fill(gl);
    }
    bindCanvas(gl);
    this.light.use({
      heights: soft[1].at(),
      paint: surface.at(0),
      steep: relief > 0 ? (relief * STEEP * side) / 8 : 0,
      gloss,
      lamp: LAMP,
    });
    fill(gl);
  }
}
