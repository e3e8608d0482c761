/** The little of WebGL 2 that painting needs. */
export type Gl = WebGL2RenderingContext;

/** This browser, or its graphics, cannot do it. */
export class CannotPaint extends Error {}

/** A context whose textures may hold fractions; throws CannotPaint. */
export function openGl(canvas: HTMLCanvasElement): Gl {
  const gl = canvas.getContext("webgl2", {
    alpha: false,
    antialias: false,
    depth: false,
    // The picture stays when nothing new is shown.
    preserveDrawingBuffer: true,
  });
  if (!gl) throw new CannotPaint("no WebGL 2");
  if (!gl.getExtension("EXT_color_buffer_float") && !gl.getExtension("EXT_color_buffer_half_float"))
    throw new CannotPaint("no textures of fractions can be painted on");
  return gl;
}

/** Gives the graphics' memory back now, not when the canvas is thrown away. */
export const closeGl = (gl: Gl): void => gl.getExtension("WEBGL_lose_context")?.loseContext();

export type Value = number | number[] | Float32Array | WebGLTexture;

/** A program, and its uniforms by name: whole numbers are set as such where they are declared so. */
export class Program {
  private readonly gl: Gl;
  private readonly program: WebGLProgram;
  private readonly uniforms = new Map<string, { at: WebGLUniformLocation; type: number }>();

  constructor(gl: Gl, vertex: string, fragment: string) {
    this.gl = gl;
    this.program = gl.createProgram();
    const parts = [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const;
    for (const [kind, source] of parts) {
      const shader = gl.createShader(kind);
      if (!shader) throw new CannotPaint("the graphics are gone");
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(this.program, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(this.program);
    if (!gl.getProgramParameter(this.program, gl.LINK_STATUS) && !gl.isContextLost())
      throw new CannotPaint(gl.getProgramInfoLog(this.program) ?? "a shader does not link");
    const count = Number(gl.getProgramParameter(this.program, gl.ACTIVE_UNIFORMS) ?? 0);
    for (let index = 0; index < count; index += 1) {
      const info = gl.getActiveUniform(this.program, index);
      const at = info && gl.getUniformLocation(this.program, info.name);
      if (at) this.uniforms.set(info.name.replace("[0]", ""), { at, type: info.type });
    }
  }

  /** Makes it the one that draws, with these values; textures are bound as they come. */
  use(values: Record<string, Value>): void {
    const { gl } = this;
    gl.useProgram(this.program);
    let unit = 0;
    for (const [name, value] of Object.entries(values)) {
      const uniform = this.uniforms.get(name);
      if (!uniform) continue;
      const { at, type } = uniform;
      if (value instanceof WebGLTexture) {
        gl.activeTexture(gl.TEXTURE0 + unit);
        gl.bindTexture(gl.TEXTURE_2D, value);
        gl.uniform1i(at, unit++);
      } else if (typeof value === "number") {
        if (type === gl.INT) gl.uniform1i(at, value);
        else gl.uniform1f(at, value);
      } else if (type === gl.FLOAT_VEC2) gl.uniform2fv(at, value);
      else if (type === gl.FLOAT_VEC3) gl.uniform3fv(at, value);
      else if (type === gl.FLOAT_VEC4) gl.uniform4fv(at, value);
      else gl.uniform1fv(at, value);
    }
  }
}

type Kind = { inner: number; format: number; type: number };

/** How a texture holds its texels. */
export const kinds = (gl: Gl) =>
  ({
    bytes: { inner: gl.RGBA8, format: gl.RGBA, type: gl.UNSIGNED_BYTE },
    rgb: { inner: gl.RGB8, format: gl.RGB, type: gl.UNSIGNED_BYTE },
    byte: { inner: gl.R8, format: gl.RED, type: gl.UNSIGNED_BYTE },
    floats: { inner: gl.RGBA32F, format: gl.RGBA, type: gl.FLOAT },
    halves: { inner: gl.RGBA16F, format: gl.RGBA, type: gl.HALF_FLOAT },
    numbers: { inner: gl.R32UI, format: gl.RED_INTEGER, type: gl.UNSIGNED_INT },
  }) satisfies Record<string, Kind>;

export type KindName = keyof ReturnType<typeof kinds>;

/** A texture of this size, filled with `data` where there is some. */
export function texture(
  gl: Gl,
  kind: KindName,
  width: number,
  height: number,
  data: ArrayBufferView | null = null,
  soft = false,
): WebGLTexture {
  const { inner, format, type } = kinds(gl)[kind];
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texImage2D(gl.TEXTURE_2D, 0, inner, width, height, 0, format, type, data);
  const filter = soft ? gl.LINEAR : gl.NEAREST;
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return made;
}

/** Textures of one size that are painted on together. */
export class Target {
  readonly textures: WebGLTexture[];
  readonly width: number;
  readonly height: number;
  private readonly gl: Gl;
  private readonly frame: WebGLFramebuffer;

  constructor(gl: Gl, width: number, height: number, kind: KindName, count = 1, soft = false) {
    this.gl = gl;
    this.width = width;
    this.height = height;
    this.textures = Array.from({ length: count }, () =>
      texture(gl, kind, width, height, null, soft),
    );
    this.frame = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    const attached = this.textures.map((one, index) => {
      const place = gl.COLOR_ATTACHMENT0 + index;
      gl.framebufferTexture2D(gl.FRAMEBUFFER, place, gl.TEXTURE_2D, one, 0);
      return place;
    });
    gl.drawBuffers(attached);
    if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE)
      throw new CannotPaint(`nothing can be painted on ${kind}`);
  }

  /** The texture at this place. */
  at(index = 0): WebGLTexture {
    const found = this.textures[index];
    if (!found) throw new CannotPaint(`no texture ${index}`);
    return found;
  }

  /** What is drawn from now on is drawn here. */
  bind(): void {
    this.gl.bindFramebuffer(this.gl.FRAMEBUFFER, this.frame);
    this.gl.viewport(0, 0, this.width, this.height);
  }
}

/** What is drawn from now on is drawn on the canvas. */
export function bindCanvas(gl: Gl): void {
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
}

/** Draws one triangle that covers everything. */
export const fill = (gl: Gl): void => gl.drawArrays(gl.TRIANGLES, 0, 3);
