import { at } from "./arrays";
import { picture, type Picture } from "./picture";

/** How far a kernel reaches, and what it weighs there. */
type Kernel = { reach: number; weigh: (x: number) => number };

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));
const LANCZOS: Kernel = {
  reach: 3,
  weigh: (x) => (-3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0),
};
const BOX: Kernel = { reach: 0.5, weigh: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) };

/** Pillow weighs pixels of 8 bits in whole numbers of so many bits. */
const PRECISION = 2 ** 22;

type Taps = { first: number; weights: number[] }[];

/**
 * The picture at this size as `vaha.images.resize` makes it, bit for bit: by Pillow's method, the
 * mean of each area where whole pixels fit, Lanczos otherwise; first across, then down.
 */
export function resized(image: Picture, width: number, height: number): Picture {
  if (image.width === width && image.height === height) return image;
  const whole = image.width % width === 0 && image.height % height === 0;
  const kernel = whole ? BOX : LANCZOS;
  const across = image.width === width ? image : alongRows(image, taps(image.width, width, kernel));
  return image.height === height
    ? across
    : alongColumns(across, taps(image.height, height, kernel));
}

function taps(from: number, to: number, { reach, weigh }: Kernel): Taps {
  const scale = from / to;
  const wide = Math.max(1, scale);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach * wide + 0.5));
    const last = Math.min(from, Math.trunc(centre + reach * wide + 0.5));
    const shares = Array.from({ length: last - first }, (_share, index) =>
      weigh((index + first - centre + 0.5) * (1 / wide)),
    );
    const total = shares.reduce((sum, share) => sum + share, 0);
    const weights = shares.map((share) => {
      const part = (total === 0 ? share : share * (1 / total)) * PRECISION;
      return Math.trunc(part < 0 ? part - 0.5 : part + 0.5);
    });
    return { first, weights };
  });
}

const clipped = (sum: number): number =>
  Math.min(255, Math.max(0, Math.floor((sum + PRECISION / 2) / PRECISION)));

function alongRows(image: Picture, all: Taps): Picture {
  const to = picture(all.length, image.height, image.channels);
  let place = 0;
  for (let y = 0; y < image.height; y++)
    for (const { first, weights } of all)
      for (let channel = 0; channel < image.channels; channel++) {
        const start = (y * image.width + first) * image.channels + channel;
        to.data[place++] = weighed(image, start, image.channels, weights);
      }
  return to;
}

function alongColumns(image: Picture, all: Taps): Picture {
  const to = picture(image.width, all.length, image.channels);
  const row = image.width * image.channels;
  let place = 0;
  for (const { first, weights } of all)
    for (let x = 0; x < row; x++) to.data[place++] = weighed(image, first * row + x, row, weights);
  return to;
}

function weighed(
  { data }: Picture,
  start: number,
  step: number,
  weights: readonly number[],
): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++)
    sum += at(weights, index) * at(data, start + index * step);
  return clipped(sum);
}
