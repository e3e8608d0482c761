import { at, level } from "./arrays";
import type { Card, Tensor } from "./network";

/** A picture: 0..255, row by row; three channels are red, green, blue, one is grey. */
export type Picture = { width: number; height: number; channels: 1 | 3; data: Uint8Array };

export function picture(width: number, height: number, channels: 1 | 3 = 3): Picture {
  return { width, height, channels, data: new Uint8Array(width * height * channels) };
}

/** Canvas pixels without their alpha, which is 255 everywhere. */
export function fromRgba(rgba: Uint8ClampedArray, width: number, height: number): Picture {
  const found = picture(width, height);
  for (let pixel = 0, to = 0; pixel < rgba.length; pixel += 4)
    for (let channel = 0; channel < 3; channel++) found.data[to++] = at(rgba, pixel + channel);
  return found;
}

export function toRgba({ width, height, data }: Picture): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let channel = 0; channel < 3; channel++)
      rgba[4 * pixel + channel] = at(data, 3 * pixel + channel);
  return rgba;
}

/** RGB -> grey by ITU-R 601, in OpenCV's whole numbers. */
export function greyOf({ width, height, data }: Picture): Picture {
  const found = picture(width, height, 1);
  for (let pixel = 0, from = 0; pixel < found.data.length; pixel++, from += 3) {
    const warm = at(data, from) * 4899 + at(data, from + 1) * 9617;
    found.data[pixel] = (warm + at(data, from + 2) * 1868 + 8192) >> 14;
  }
  return found;
}

/** Turned by quarters against the clock. */
export function quarterTurned(image: Picture, quarters: number): Picture {
  let from = image;
  for (let turn = 0; turn < quarters; turn++) {
    const to = picture(from.height, from.width, from.channels);
    copy(to, (x, y) => (x * from.width + (from.width - 1 - y)) * from.channels, from);
    from = to;
  }
  return from;
}

export function mirrored(image: Picture): Picture {
  const to = picture(image.width, image.height, image.channels);
  copy(to, (x, y) => (y * image.width + image.width - 1 - x) * image.channels, image);
  return to;
}

/** The part of a picture from this place on. */
export function cut(
  image: Picture,
  left: number,
  top: number,
  width: number,
  height: number,
): Picture {
  const to = picture(width, height, image.channels);
  copy(to, (x, y) => ((top + y) * image.width + left + x) * image.channels, image);
  return to;
}

function copy(to: Picture, where: (x: number, y: number) => number, from: Picture): void {
  let place = 0;
  for (let y = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++) {
      const start = where(x, y);
      for (let channel = 0; channel < to.channels; channel++)
        to.data[place++] = at(from.data, start + channel);
    }
}

/** Pictures of one size as N x C x H x W, in 0..1, less the card's mean and by its std. */
export function toTensor(pictures: readonly Picture[], card: Card): Tensor {
  const { width, height, channels } = pictures[0] ?? picture(0, 0);
  const data = new Float32Array(pictures.length * channels * height * width);
  let place = 0;
  for (const one of pictures)
    for (let channel = 0; channel < channels; channel++) {
      const mean = Math.fround(card.mean[channel] ?? 0);
      const std = Math.fround(card.std[channel] ?? 1);
      for (let from = channel; from < one.data.length; from += channels)
        data[place++] = Math.fround(Math.fround(at(one.data, from) / 255) - mean) / std;
    }
  return { data, shape: [pictures.length, channels, height, width] };
}

/** The pictures in N x 3 x H x W numbers, `most` of which is white. */
export function fromTensor({ data, shape }: Tensor, most: 1 | 255): Picture[] {
  const [count = 0, , height = 0, width = 0] = shape;
  const plane = height * width;
  return Array.from({ length: count }, (_, number) => {
    const found = picture(width, height);
    for (let pixel = 0; pixel < plane; pixel++)
      for (let channel = 0; channel < 3; channel++) {
        const value = at(data, (3 * number + channel) * plane + pixel);
        found.data[3 * pixel + channel] = level(most === 1 ? Math.fround(value * 255) : value);
      }
    return found;
  });
}
