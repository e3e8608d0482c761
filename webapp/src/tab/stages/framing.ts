/** Faces as FER-2013 frames them (src/vaha/framing.py says how that was measured). */
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
  const scale = frame.side / target;
  const place = (x: number, y: number): Point => {
    const middle = (target - 1) / 2;
    const [right, down] = turned([(x - middle) * scale, (y - middle) * scale], frame.tilt);
    return [frame.x + right, frame.y + down];
  };
  return scaled(taken(around, target, place, quick ? linear : cubic, repeat), side, side);
}

const linear = (share: number): number[] => [0, 1 - share, share, 0];

/** Keys 1981, with the -0.75 that OpenCV takes. */
function cubic(share: number): number[] {
  const a = -0.75;
  const [one, other] = [share + 1, 1 - share];
  const first = ((a * one - 5 * a) * one + 8 * a) * one - 4 * a;
  const second = ((a + 2) * share - (a + 3)) * share * share + 1;
  const third = ((a + 2) * other - (a + 3)) * other * other + 1;
  return [first, second, third, 1 - first - second - third];
}

function taken(
  image: Picture,
  side: number,
  place: (x: number, y: number) => Point,
  kernel: (share: number) => number[],
  repeat: boolean,
): Picture {
  const to = picture(side, side, image.channels);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [across, down] = place(x, y);
      const [left, top] = [Math.floor(across), Math.floor(down)];
      const columns = kernel(across - left);
      const rows = kernel(down - top);
      for (let channel = 0; channel < to.channels; channel++)
        to.data[(y * side + x) * to.channels + channel] = level(
          around(image, left, top, columns, rows, channel, repeat),
        );
    }
  return to;
}

function around(
  { width, height, channels, data }: Picture,
  left: number,
  top: number,
  columns: readonly number[],
  rows: readonly number[],
  channel: number,
  repeat: boolean,
): number {
  let sum = 0;
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++) {
      const weight = at(rows, row) * at(columns, column);
      if (weight === 0) continue;
      const [x, y] = [left - 1 + column, top - 1 + row];
      if (!repeat && (x < 0 || y < 0 || x >= width || y >= height)) continue;
      const [inX, inY] = [inside(x, width), inside(y, height)];
      sum += weight * at(data, (inY * width + inX) * channels + channel);
    }
  return sum;
}

const inside = (place: number, length: number): number => Math.min(length - 1, Math.max(0, place));

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
