/** Faces as FER-2013 frames them (src/vaha/stages/faces/framing.py says how that was measured). */
import { at, level, rint } from "./arrays";
import { cut, picture, type Picture } from "./picture";
import { scaled } from "./scale";

/** A square in a picture: its centre, its side, and the face's tilt in degrees, clockwise. */
export type Frame = { x: number; y: number; side: number; tilt: number };

export type Box = { left: number; top: number; width: number; height: number };

export type Point = readonly [number, number];

export const CROP = 48;
const BOX_SIDE = 1.157;
const BOX_HIGHER = 0.7 / 48;
const LEANS = 6;
const LEVEL = 12;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Turned clockwise, as one sees it, around (0, 0). */
export function turned([x, y]: Point, tilt: number): Point {
  const [cosine, sine] = [Math.cos(radians(tilt)), Math.sin(radians(tilt))];
  return [x * cosine - y * sine, x * sine + y * cosine];
}

/** FER-2013's frame around the face in a box with this middle, whose eyes lean so. */
export function frameOfFace(x: number, y: number, side: number, lean: number): Frame {
  const wide = BOX_SIDE * side;
  const upright = Math.min(1, Math.max(0, (Math.abs(lean) - LEANS) / (LEVEL - LEANS)));
  const tilt = lean * upright;
  const [right, down] = turned([0, -BOX_HIGHER * wide], tilt);
  return { x: x + right, y: y + down, side: wide, tilt };
}

/** The upright square that this box is of. */
export function frameOfBox({ left, top, width, height }: Box): Frame {
  return { x: left + width / 2, y: top + height / 2, side: Math.max(width, height), tilt: 0 };
}

/** The upright square around the frame's centre, cut to a picture of this size. */
export function boxOf(frame: Frame, height: number, width: number): Box {
  const half = frame.side / 2;
  const left = Math.max(0, rint(frame.x - half));
  const top = Math.max(0, rint(frame.y - half));
  const right = Math.min(width, rint(frame.x + half));
  const bottom = Math.min(height, rint(frame.y + half));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** The intersection of two squares over the smaller of them, as if both were upright. */
export function overlap(one: Frame, other: Frame): number {
  const half = (one.side + other.side) / 2;
  const least = Math.min(one.side, other.side);
  const across = Math.min(least, Math.max(0, half - Math.abs(one.x - other.x)));
  const down = Math.min(least, Math.max(0, half - Math.abs(one.y - other.y)));
  return (across * down) / least ** 2;
}

type How = { quick?: boolean; repeat?: boolean };

/** The frame's content, upright, side x side; `quick` is linear, without `repeat` black beyond. */
export function cropFace(
  image: Picture,
  given: Frame,
  side = CROP,
  { quick = false, repeat = true }: How = {},
): Picture {
  const { around, frame } = nearer(image, given, side);
  const target = side * Math.max(1, Math.ceil(frame.side / side));
  return scaled(taken(around, frame, target, quick ? linear : cubic, repeat), side, side);
}

/** Writes what the four pixels around a place weigh that lies so far behind the second. */
type Kernel = (share: number, weights: Float64Array) => void;

const linear: Kernel = (share, weights) => {
  weights[1] = 1 - share;
  weights[2] = share;
};

/** Keys 1981, with the -0.75 that OpenCV takes. */
const cubic: Kernel = (share, weights) => {
  const a = -0.75;
  const one = share + 1;
  const other = 1 - share;
  const first = ((a * one - 5 * a) * one + 8 * a) * one - 4 * a;
  const second = ((a + 2) * share - (a + 3)) * share * share + 1;
  const third = ((a + 2) * other - (a + 3)) * other * other + 1;
  weights[0] = first;
  weights[1] = second;
  weights[2] = third;
  weights[3] = 1 - first - second - third;
};

/** Each pixel of the frame from the four by four around its place; nothing is made on the way. */
function taken(
  image: Picture,
  frame: Frame,
  side: number,
  kernel: Kernel,
  repeat: boolean,
): Picture {
  const to = picture(side, side, image.channels);
  const middle = (side - 1) / 2;
  const cosine = (Math.cos(radians(frame.tilt)) * frame.side) / side;
  const sine = (Math.sin(radians(frame.tilt)) * frame.side) / side;
  const columns = new Float64Array(4);
  const rows = new Float64Array(4);
  let place = 0;
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const across = frame.x + (x - middle) * cosine - (y - middle) * sine;
      const down = frame.y + (x - middle) * sine + (y - middle) * cosine;
      const left = Math.floor(across);
      const top = Math.floor(down);
      const within = left >= 0 && top >= 0 && left < image.width - 1 && top < image.height - 1;
      if (within && kernel === linear) {
        between(image, left, top, across - left, down - top, to.data, place);
        place += to.channels;
        continue;
      }
      kernel(across - left, columns);
      kernel(down - top, rows);
      for (let channel = 0; channel < to.channels; channel++)
        to.data[place++] = level(around(image, left - 1, top - 1, columns, rows, channel, repeat));
    }
  return to;
}

/** The same by the four pixels around alone, which is most of what following a face costs. */
function between(
  { width, channels, data }: Picture,
  left: number,
  top: number,
  right: number,
  down: number,
  to: Uint8Array,
  place: number,
): void {
  const above = (top * width + left) * channels;
  const below = above + width * channels;
  for (let channel = 0; channel < channels; channel++) {
    const first = at(data, above + channel);
    const second = at(data, below + channel);
    const upper = first + right * (at(data, above + channels + channel) - first);
    const lower = second + right * (at(data, below + channels + channel) - second);
    to[place + channel] = upper + down * (lower - upper) + 0.5;
  }
}

function around(
  { width, height, channels, data }: Picture,
  left: number,
  top: number,
  columns: Float64Array,
  rows: Float64Array,
  channel: number,
  repeat: boolean,
): number {
  let sum = 0;
  for (let row = 0; row < 4; row++) {
    const down = at(rows, row);
    const y = top + row;
    if (down === 0 || (!repeat && (y < 0 || y >= height))) continue;
    const start = inside(y, height) * width;
    for (let column = 0; column < 4; column++) {
      const x = left + column;
      if (!repeat && (x < 0 || x >= width)) continue;
      sum += down * at(columns, column) * at(data, (start + inside(x, width)) * channels + channel);
    }
  }
  return sum;
}

const inside = (place: number, length: number): number =>
  place < 0 ? 0 : place < length ? place : length - 1;

/** Of a large frame its surroundings, made smaller by a whole number, and itself in them. */
function nearer(image: Picture, frame: Frame, side: number): { around: Picture; frame: Frame } {
  const times = Math.floor(frame.side / (2 * side));
  if (times < 2) return { around: image, frame };
  const reach = frame.side / Math.SQRT2 + 2 * times;
  const left = Math.max(0, Math.trunc(frame.x - reach));
  const top = Math.max(0, Math.trunc(frame.y - reach));
  const across = Math.floor((Math.min(image.width, Math.trunc(frame.x + reach)) - left) / times);
  const down = Math.floor((Math.min(image.height, Math.trunc(frame.y + reach)) - top) / times);
  if (across < 1 || down < 1) return { around: image, frame };
  const part = cut(image, left, top, across * times, down * times);
  const middle = (at_: number) => (at_ + 0.5) / times - 0.5;
  return {
    around: scaled(part, across, down),
    frame: {
      x: middle(frame.x - left),
      y: middle(frame.y - top),
      side: frame.side / times,
      tilt: frame.tilt,
    },
  };
}

const USUAL_MEAN = [61, 196] as const;
const USUAL_SPREAD = [28, 85] as const;

/** The crop no darker, paler or flatter than 98 of 100 of FER-2013's faces are. */
export function withinUsualLevels(crop: Picture): Picture {
  const count = crop.data.length;
  const mean = crop.data.reduce((sum, value) => sum + value, 0) / count;
  const square = crop.data.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const spread = Math.sqrt(square / count);
  const usualMean = Math.min(Math.max(mean, USUAL_MEAN[0]), USUAL_MEAN[1]);
  const usualSpread = Math.min(Math.max(spread, USUAL_SPREAD[0]), USUAL_SPREAD[1]);
  if ((mean === usualMean && spread === usualSpread) || spread < 1) return crop;
  const data = crop.data.map((value) => level((value - mean) * (usualSpread / spread) + usualMean));
  return { ...crop, data };
}
