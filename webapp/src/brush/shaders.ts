/** The hand's rendering as shaders: the same steps as vaha.hand.rendering.render and vaha.hand.rendering.light. */

import hand from "./hand.json";

export const HEAD = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp usampler2D;
`;

/** Strokes stand in textures of so many texels a row. */
export const ROW = 1024;
/** Corners along each side of a stroke at most. */
export const MOST_CORNERS = 7;
/** Texels to either side of a blur's middle at most. */
export const MOST_REACH = 12;

/** One triangle that covers everything. */
export const EVERYWHERE = `${HEAD}
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

const STROKE = `
uniform sampler2D places; // x, y, and the direction's cosine and sine over the radius, in pixels
uniform sampler2D ways;   // bend, load, half its length in radii, which of the brush's marks
ivec2 at(int k) { return ivec2(k % ${ROW}, k / ${ROW}); }
`;

/** A stroke's outline, as far as it is laid, half a pixel wider as OpenCV fills it. */
export const OUTLINE = `${HEAD}${STROKE}
uniform vec2 size;
uniform int begin, first, corners;
uniform float stations[${MOST_CORNERS}], widths[${MOST_CORNERS}];
uniform float time, from, pause, each;
flat out uint number;
void main() {
  int k = begin + gl_InstanceID;
  number = uint(k + 1);
  vec4 place = texelFetch(places, at(k), 0), way = texelFetch(ways, at(k), 0);
  float radius = inversesqrt(dot(place.zw, place.zw));
  vec2 along = place.zw * radius, aside = vec2(-along.y, along.x);
  float laid = clamp((time - from - float(k - first) * pause) / each, 0.0, 1.0);
  int corner = gl_VertexID >> 1;
  float u = way.z * ((stations[corner] + 1.0) * laid - 1.0);
  float slope = 2.0 * way.x * u;
  vec2 across = normalize(aside - slope * along);
  float side = (gl_VertexID & 1) == 0 ? -1.0 : 1.0;
  float v = way.x * u * u + side * widths[corner];
  v += side * 0.5 * max(abs(across.x), abs(across.y)) * sqrt(1.0 + slope * slope) / radius;
  float end = corner == 0 ? -1.0 : corner == corners - 1 ? 1.0 : 0.0;
  u += end * 0.5 * max(abs(along.x), abs(along.y)) / radius;
  vec2 there = place.xy + radius * (u * along + v * aside);
  gl_Position = vec4(2.0 * there / size - 1.0, 0.0, 1.0);
}`;

export const NUMBER = `${HEAD}
flat in uint number;
out uint found;
void main() { found = number; }`;

const TOOTH = `
uniform sampler2D tooth;
uniform float grain, toothScale;
float grainHere() {
  if (grain <= 0.0) return 0.0;
  ivec2 tile = textureSize(tooth, 0);
  ivec2 texel = ivec2(gl_FragCoord.xy * toothScale) % tile;
  return grain * (2.0 * texelFetch(tooth, texel, 0).r - 1.0);
}
`;

/** The canvas before the first stroke. */
export const GROUND = `${HEAD}${TOOTH}
uniform sampler2D ground;
uniform vec2 size;
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 height;
vec3 texel(ivec2 at) {
  return texelFetch(ground, clamp(at, ivec2(0), textureSize(ground, 0) - 1), 0).rgb;
}
void main() {
  vec2 at = gl_FragCoord.xy * vec2(textureSize(ground, 0)) / size - 0.5;
  ivec2 low = ivec2(floor(at));
  vec2 f = at - vec2(low);
  vec3 upper = mix(texel(low), texel(low + ivec2(1, 0)), f.x);
  vec3 lower = mix(texel(low + ivec2(0, 1)), texel(low + 1), f.x);
  colour = vec4(floor(mix(upper, lower, f.y) * 255.0 + 0.5) / 255.0, 1.0);
  height = vec4(${hand.render.grainHeight.toFixed(4)} * grainHere(), 0.0, 0.0, 1.0);
}`;

/** The marks of a brush, bilinear as OpenCV has it: places are rounded to 1/32. */
const MARKS = `
uniform sampler2D marks;
uniform vec4 lowest, span;
vec4 texel(ivec2 at) {
  return texelFetch(marks, clamp(at, ivec2(0), textureSize(marks, 0) - 1), 0);
}
vec4 markAt(vec2 place) {
  vec2 rounded = floor(place * 32.0 + 0.5) / 32.0;
  ivec2 low = ivec2(floor(rounded));
  vec2 f = rounded - vec2(low);
  vec4 upper = mix(texel(low), texel(low + ivec2(1, 0)), f.x);
  vec4 lower = mix(texel(low + ivec2(0, 1)), texel(low + 1), f.x);
  return lowest + span * mix(upper, lower, f.y);
}
`;

/** Lays a coat: each pixel has the mark of the stroke whose number stands there. */
export const COAT = `${HEAD}${STROKE}${TOOTH}${MARKS}
uniform usampler2D numbers;
uniform sampler2D colours;
uniform float acrossTexels, alongTexels, rows, columns, margin, opacity, depth;
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 height;
void main() {
  uint number = texelFetch(numbers, ivec2(gl_FragCoord.xy), 0).r;
  if (number == 0u) discard;
  int k = int(number) - 1;
  vec4 place = texelFetch(places, at(k), 0), way = texelFetch(ways, at(k), 0);
  vec2 d = gl_FragCoord.xy - place.xy;
  float u = dot(d, place.zw);
  float v = d.y * place.z - d.x * place.w - way.x * u * u;
  float row = clamp(v, -margin, margin) * acrossTexels + way.w * rows + margin * acrossTexels;
  float start = way.z * alongTexels;
  float column = u * alongTexels + (u < 0.0 ? start : columns - 1.0 - start);
  vec4 mark = markAt(vec2(clamp(column, 0.0, columns - 1.0), row));
  float left = mark.y + way.y + grainHere();
  float covers = clamp(min(mark.x, left), 0.0, 1.0) * opacity;
  colour = vec4(texelFetch(colours, at(k), 0).rgb * mark.w * covers, covers);
  height = vec4(mark.z * depth * covers, 0.0, 0.0, covers);
}`;

/** Both of a surface's textures as they are. */
export const COPY = `${HEAD}
uniform sampler2D first, second;
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 height;
void main() {
  colour = texelFetch(first, ivec2(gl_FragCoord.xy), 0);
  height = texelFetch(second, ivec2(gl_FragCoord.xy), 0);
}`;

/** Mirrored at the edges as OpenCV's BORDER_REFLECT_101. */
const REFLECTED = `
uniform sampler2D heights;
float heightAt(ivec2 place) {
  ivec2 most = textureSize(heights, 0) - 1;
  ivec2 inside = min(abs(place), 2 * most - abs(place));
  return texelFetch(heights, clamp(inside, ivec2(0), most), 0).r;
}
`;

/** A blur in one direction. */
export const BLUR = `${HEAD}${REFLECTED}
uniform vec2 direction;
uniform float weights[${MOST_REACH + 1}];
uniform int reach;
out vec4 blurred;
void main() {
  ivec2 here = ivec2(gl_FragCoord.xy), way = ivec2(direction);
  float sum = weights[0] * heightAt(here);
  for (int k = 1; k <= reach; k++)
    sum += weights[k] * (heightAt(here + k * way) + heightAt(here - k * way));
  blurred = vec4(sum, 0.0, 0.0, 1.0);
}`;

/** Light from the upper left on the paint's height, and a little gloss; the canvas stands on end. */
export const LIGHT = `${HEAD}${REFLECTED}
uniform sampler2D paint;
uniform float steep, gloss;
uniform vec3 lamp;
out vec4 lit;
void main() {
  ivec2 size = textureSize(paint, 0), here = ivec2(gl_FragCoord.xy);
  here.y = size.y - 1 - here.y;
  vec3 colour = texelFetch(paint, here, 0).rgb;
  if (steep > 0.0) {
    float a = heightAt(here + ivec2(-1, -1)), b = heightAt(here + ivec2(0, -1));
    float c = heightAt(here + ivec2(1, -1)), d = heightAt(here + ivec2(-1, 0));
    float e = heightAt(here + ivec2(1, 0)), f = heightAt(here + ivec2(-1, 1));
    float g = heightAt(here + ivec2(0, 1)), h = heightAt(here + ivec2(1, 1));
    float across = steep * (c + 2.0 * e + h - a - 2.0 * d - f);
    float down = steep * (f + 2.0 * g + h - a - 2.0 * b - c);
    float falls = (lamp.z - lamp.x * across - lamp.y * down)
      / (lamp.z * sqrt(1.0 + across * across + down * down));
    float shine = clamp(falls - ${hand.light.glossFrom.toFixed(4)}, 0.0, 1.0);
    colour *= clamp(0.66 + 0.34 * falls, 0.55, 1.25);
    colour += shine * shine * (160.0 / 255.0) * gloss;
  }
  lit = vec4(colour, 1.0);
}`;
