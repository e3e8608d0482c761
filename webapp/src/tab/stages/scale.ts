import { at, level, rint } from "./arrays";
import { picture, type Picture } from "./picture";

/** The picture so wide and high: smaller by the mean of areas, larger by linear interpolation. */
export function scaled(image: Picture, width: number, height: number): Picture {
  if (image.width === width && image.height === height) return image;
  const smaller = width <= image.width && height <= image.height;
  const taps = smaller ? areas : neighbours;
  return weighed(image, taps(image.width, width), taps(image.height, height));
}

/** At most so long, and how many times as large it is now. */
export function madeSmaller(image: Picture, longest: number): { image: Picture; scale: number } {
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  if (scale === 1) return { image, scale };
  const side = (length: number) => Math.max(1, rint(length * scale));
  return { image: scaled(image, side(image.width), side(image.height)), scale };
}

/** For each new pixel the first old one, and what it and its next ones weigh. */
type Taps = { first: number; weights: number[] }[];

function areas(from: number, to: number): Taps {
  const ratio = from / to;
  return Array.from({ length: to }, (_, place) => {
    const [start, stop] = [place * ratio, Math.min(from, (place + 1) * ratio)];
    const first = Math.floor(start + 1e-9);
    const last = Math.min(from, Math.ceil(stop - 1e-9));
    const weights = Array.from({ length: last - first }, (_weight, index) => {
      const pixel = first + index;
      return (Math.min(stop, pixel + 1) - Math.max(start, pixel)) / (stop - start);
    });
    return { first, weights };
  });
}

function neighbours(from: number, to: number): Taps {
  return Array.from({ length: to }, (_, place) => {
    const middle = Math.min(from - 1, Math.max(0, ((place + 0.5) * from) / to - 0.5));
    const first = Math.min(from - 1, Math.floor(middle));
    const share = middle - first;
    return { first, weights: share > 0 ? [1 - share, share] : [1] };
  });
}

function weighed(image: Picture, columns: Taps, rows: Taps): Picture {
  const { channels, data } = image;
  const to = picture(columns.length, rows.length, channels);
  const row = new Float64Array(image.width * channels);
  let place = 0;
  for (const { first: top, weights: down } of rows) {
    row.fill(0);
    down.forEach((weight, index) => {
      const start = (top + index) * row.length;
      for (let x = 0; x < row.length; x++) row[x] = at(row, x) + weight * at(data, start + x);
    });
    for (const { first, weights } of columns)
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let index = 0; index < weights.length; index++)
          sum += at(weights, index) * at(row, (first + index) * channels + channel);
        to.data[place++] = level(sum);
      }
  }
  return to;
}
