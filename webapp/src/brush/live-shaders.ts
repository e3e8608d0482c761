/** The live painting's passes: vaha.hand.live.hand on graphics. */
import hand from "./hand.json";
import { HEAD, ROW } from "./shaders";

const { live } = hand;
const number = (value: number) => value.toFixed(6);

/** Derivatives of colours are counted so much larger: small fractions would be lost in halves. */
const LARGER = 16;

/** What came before, moved by a share towards the newest. */
export const MIX = `${HEAD}
uniform sampler2D newest, before;
uniform float share;
out vec4 mixed;
void main() {
  ivec2 here = ivec2(gl_FragCoord.xy);
  mixed = mix(texelFetch(before, here, 0), texelFetch(newest, here, 0), share);
}`;

/** The structure tensor: squares and product of the derivatives, summed over the colours. */
export const TENSOR = `${HEAD}
uniform sampler2D picture;
uniform vec2 size;
uniform float lod;
out vec4 tensor;
vec3 at(float x, float y) {
  return ${number(LARGER)} * textureLod(picture, (gl_FragCoord.xy + vec2(x, y)) / size, lod).rgb;
}
void main() {
  vec3 a = at(-1.0, -1.0), b = at(0.0, -1.0), c = at(1.0, -1.0), d = at(-1.0, 0.0);
  vec3 e = at(1.0, 0.0), f = at(-1.0, 1.0), g = at(0.0, 1.0), h = at(1.0, 1.0);
  vec3 across = (c + 2.0 * e + h - a - 2.0 * d - f) / 8.0;
  vec3 down = (f + 2.0 * g + h - a - 2.0 * b - c) / 8.0;
  tensor = vec4(dot(across, across), dot(across, down), dot(down, down), 1.0);
}`;

/** A blur in one direction, in steps of so many texels. */
export const SOFTEN = `${HEAD}
uniform sampler2D picture;
uniform vec2 size, direction;
out vec4 soft;
void main() {
  vec4 sum = vec4(0.0);
  float all = 0.0;
  for (int k = -6; k <= 6; k++) {
    float weight = exp(-float(k * k) / 12.5);
    sum += weight * texture(picture, (gl_FragCoord.xy + float(k) * direction) / size);
    all += weight;
  }
  soft = sum / all;
}`;

/** The picture at a brush's scale: about a Gaussian of so many pixels. */
const SEEN = `
uniform sampler2D picture;
vec3 seen(vec2 at, float sigma) {
  return textureLod(picture, at, log2(max(1.0, 3.5 * sigma))).rgb;
}
`;

const MANNER = `
uniform float radii[${live.layers}], thresholds[${live.layers}];
`;

/** Each stroke follows the picture: its direction, turn and need; and its colour. */
export const FOLLOW = `${HEAD}${SEEN}${MANNER}
uniform sampler2D tensor, wide, places, chances, ways, paints;
uniform vec2 size; // of the picture, in longer sides
uniform float longer; // the longer side, in pixels
uniform float length, follow, wander, turbulence, lean;
uniform float soon, slowly, grows; // how far colours, directions and needs go: 1 is all the way
layout(location = 0) out vec4 way;
layout(location = 1) out vec4 paint;
const float PI = 3.14159265;
float slow(vec2 at, float seed) {
  vec2 p = 6.0 * at + 17.0 * seed;
  return sin(p.x + 1.7 * sin(p.y)) * cos(1.3 * p.y + sin(0.9 * p.x));
}
/** The direction along the forms around a place, in radians. */
float field(vec2 at) {
  vec3 near = texture(tensor, at / size).rgb, far = texture(wide, at / size).rgb;
  vec3 sum = (near + 0.3 * far) / (far.x + far.z + ${number(LARGER * LARGER * 1.5e-5)});
  float drift = lean + 1.2 * slow(at, 0.0);
  vec2 twice = vec2(sum.x - sum.z, 2.0 * sum.y) - 0.02 * vec2(cos(2.0 * drift), sin(2.0 * drift));
  return 0.5 * atan(twice.y, twice.x) + 0.5 * PI + turbulence * slow(at, 1.0);
}
float apart(float one, float other) { return mod(one - other + 0.5 * PI, PI) - 0.5 * PI; }
/** The way that is gone, which ends a little before what is wanted: small changes move nothing. */
float gone(float far, float share, float zone) {
  return share * sign(far) * max(0.0, abs(far) - (share < 1.0 ? zone : 0.0));
}
void main() {
  ivec2 here = ivec2(gl_FragCoord.xy);
  vec4 place = texelFetch(places, here, 0), chance = texelFetch(chances, here, 0);
  vec4 lay = texelFetch(ways, here, 0);
  vec3 was = texelFetch(paints, here, 0).rgb;
  int layer = int(place.z);
  float radius = radii[layer];
  vec2 at = clamp(place.xy, vec2(0.0), size);

  vec3 colour = seen(at / size, 0.4 * radius * longer);
  vec3 far = (colour - was) * 255.0;
  was += vec3(gone(far.r, soon, ${number(live.colour[1] ?? 0)}),
    gone(far.g, soon, ${number(live.colour[1] ?? 0)}),
    gone(far.b, soon, ${number(live.colour[1] ?? 0)})) / 255.0;
  paint = vec4(was, 1.0);

  float need = 1.0;
  if (layer > 0) {
    vec3 miss = abs(colour - seen(at / size, 0.8 * radii[layer - 1] * longer)) * 255.0;
    float share = max(miss.r, max(miss.g, miss.b)) / thresholds[layer];
    need = smoothstep(${number(live.needed[0] ?? 0)}, ${number(live.needed[1] ?? 1)}, share);
  }
  float here0 = field(at);
  vec2 reach = 0.3 * length * radius * vec2(cos(here0), sin(here0));
  float turns = apart(field(at + reach), here0) - apart(field(at - reach), here0);
  float turn = clamp(follow * turns / 1.2, -${number(live.mostTurn)}, ${number(live.mostTurn)});
  float angle = here0 + wander * chance.x + place.w;
  if (slowly >= 1.0) lay = vec4(angle, turn, need, 0.0);
  lay.x += gone(apart(angle, lay.x), slowly, ${number(live.turn[1] ?? 0)});
  lay.y += gone(turn - lay.y, slowly, ${number(live.turn[1] ?? 0)});
  lay.z += gone(need - lay.z, grows, ${number(live.need[1] ?? 0)});
  way = lay;
}`;

/** The canvas: the manner's ground, as light and as coloured as the picture around. */
export const TONED = `${HEAD}${SEEN}
uniform vec2 pixels;
uniform vec3 ground;
uniform float tint;
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 height;
void main() {
  vec3 around = seen(gl_FragCoord.xy / pixels, max(pixels.x, pixels.y) / 80.0);
  float light = (dot(around, vec3(1.0)) / 3.0 + 0.047) / (dot(ground, vec3(1.0)) / 3.0);
  colour = vec4(mix(ground * min(1.0, light), around, tint), 1.0);
  height = vec4(0.0, 0.0, 0.0, 1.0);
}`;

/** One stroke: a band of four stations along its way, bent as it turns. */
export const STROKE = `${HEAD}${MANNER}
uniform sampler2D places, chances, colours, ways, paints;
uniform vec2 size;
uniform float longer, length, broken, drier;
uniform vec3 jitter;
uniform int begin;
out vec2 place; // along, -1 to 1; and across, in radii
flat out float load;
flat out int variant;
flat out vec3 paint;
const mat3 YIQ = mat3(0.299, 0.596, 0.211, 0.587, -0.274, -0.523, 0.114, -0.322, 0.312);
const float STATIONS[4] = float[4](-1.0, -0.5, 0.5, 1.0);
vec3 varied(vec3 colour, vec3 noise) {
  vec3 yiq = YIQ * colour;
  float turn = 1.7 * jitter.x * noise.x, rich = 1.0 + 1.7 * jitter.y * noise.y;
  float c = cos(turn) * rich, s = sin(turn) * rich;
  vec3 other = vec3(yiq.x * (1.0 + 1.7 * jitter.z * noise.z), c * yiq.y - s * yiq.z,
    s * yiq.y + c * yiq.z);
  return clamp(inverse(YIQ) * other, 0.0, 1.0);
}
void main() {
  int k = begin + gl_InstanceID;
  ivec2 here = ivec2(k % ${ROW}, k / ${ROW});
  vec4 way = texelFetch(ways, here, 0);
  if (way.z < 0.02) { gl_Position = vec4(2.0); return; }
  vec4 middle = texelFetch(places, here, 0), chance = texelFetch(chances, here, 0);
  int layer = int(middle.z);
  float lively = broken + (1.0 - broken) * (layer > 0 ? way.z : 0.0);
  paint = varied(texelFetch(paints, here, 0).rgb, lively * texelFetch(colours, here, 0).rgb);
  load = ${number(hand.render.load)} * (chance.y - 0.8 - drier);
  variant = int(chance.w);
  float radius = radii[layer] * longer * sqrt(way.z), along = 0.5 * length * chance.z;
  float station = STATIONS[gl_VertexID >> 1], side = (gl_VertexID & 1) == 0 ? -1.0 : 1.0;
  float edge = side * (1.0 + 0.5 / radius);
  place = vec2(station, edge);
  vec2 there = vec2(station * along, edge + 0.5 * way.y * along * station * station);
  vec2 one = vec2(cos(way.x), sin(way.x));
  vec2 pixel = middle.xy * longer + radius * (there.x * one + there.y * vec2(-one.y, one.x));
  gl_Position = vec4(2.0 * pixel / size - 1.0, 0.0, 1.0);
}`;

/** The mark that it leaves. */
export const MARK = `${HEAD}
uniform sampler2D marks;
uniform vec4 lowest, span;
uniform float acrossTexels, rows, columns, margin, depth, opacity;
in vec2 place;
flat in float load;
flat in int variant;
flat in vec3 paint;
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 height;
void main() {
  float row = (clamp(place.y, -margin, margin) + margin) * acrossTexels + float(variant) * rows;
  float column = 0.5 * (place.x + 1.0) * (columns - 1.0);
  vec2 at = (vec2(column, row) + 0.5) / vec2(textureSize(marks, 0));
  vec4 mark = lowest + span * texture(marks, at);
  float covers = clamp(min(mark.x, mark.y + load), 0.0, 1.0) * opacity;
  colour = vec4(paint * mark.w * covers, covers);
  height = vec4(mark.z * depth * covers, 0.0, 0.0, covers);
}`;
