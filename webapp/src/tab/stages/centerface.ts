import { at } from "./arrays";
import { output, type Network, type Tensor } from "./network";
import type { Picture } from "./picture";
import type { Point } from "./framing";

/** The network answers for squares of so many pixels. */
const STRIDE = 4;
/** The sides of what it is shown are multiples of this. */
const STEP = 32;

/** A face: its middle, its size upright in the picture, how sure it is, eyes, nose and mouth. */
export type Found = {
  x: number;
  y: number;
  width: number;
  height: number;
  sure: number;
  points: readonly Point[];
};

export const sideOf = ({ width, height }: Found): number => Math.sqrt(width * height);

/** Degrees, positive where the head leans clockwise as one sees it. */
export function tiltOf({ points: [left = [0, 0], right = [0, 0]] }: Found): number {
  return (Math.atan2(right[1] - left[1], right[0] - left[0]) * 180) / Math.PI;
}

/** The same face where its places lie elsewhere, in a picture so many times as large. */
export function moved(face: Found, place: (point: Point) => Point, larger = 1): Found {
  const [x, y] = place([face.x, face.y]);
  const size = { width: face.width * larger, height: face.height * larger };
  return { ...size, x, y, sure: face.sure, points: face.points.map(place) };
}

/** What is in each picture, all of one size: faces of which the network is `least` sure or more. */
export async function look(
  network: Network,
  pictures: readonly Picture[],
  least: number,
): Promise<Found[][]> {
  const [first] = pictures;
  if (!first) return [];
  const filled = (side: number) => Math.ceil(side / STEP) * STEP;
  const [width, height] = [filled(first.width), filled(first.height)];
  const data = new Float32Array(pictures.length * 3 * height * width);
  pictures.forEach((one, number) => {
    for (let channel = 0; channel < 3; channel++)
      for (let y = 0; y < one.height; y++) {
        const start = ((number * 3 + channel) * height + y) * width;
        const row = y * one.width * 3 + channel;
        for (let x = 0; x < one.width; x++) data[start + x] = at(one.data, row + 3 * x);
      }
  });
  const answers = await network.run({
    "input.1": { data, shape: [pictures.length, 3, height, width] },
  });
  return pictures.map((_, row) => decoded(answers, row, least));
}

/** The peaks of the heat map of one picture; all maps name the vertical first. */
function decoded(answers: Record<string, Tensor>, row: number, least: number): Found[] {
  const heat = mapOf(output(answers, "537"), row);
  const size = mapOf(output(answers, "538"), row);
  const offset = mapOf(output(answers, "539"), row);
  const points = mapOf(output(answers, "540"), row);
  const found: Found[] = [];
  for (let y = 0; y < heat.height; y++)
    for (let x = 0; x < heat.width; x++) {
      const sure = heat.at(0, x, y);
      if (!(sure >= least) || !isPeak(heat, x, y)) continue;
      const height = Math.exp(size.at(0, x, y)) * STRIDE;
      const width = Math.exp(size.at(1, x, y)) * STRIDE;
      const middleY = (y + offset.at(0, x, y) + 0.5) * STRIDE;
      const middleX = (x + offset.at(1, x, y) + 0.5) * STRIDE;
      const places = Array.from({ length: 5 }, (_, number): Point => [
        points.at(2 * number + 1, x, y) * width + middleX - width / 2,
        points.at(2 * number, x, y) * height + middleY - height / 2,
      ]);
      found.push({ x: middleX, y: middleY, width, height, sure, points: places });
    }
  return found;
}

type Map = { width: number; height: number; at: (channel: number, x: number, y: number) => number };

function mapOf({ data, shape }: Tensor, row: number): Map {
  const [, channels = 0, height = 0, width = 0] = shape;
  return {
    width,
    height,
    at: (channel, x, y) => at(data, ((row * channels + channel) * height + y) * width + x),
  };
}

function isPeak(heat: Map, x: number, y: number): boolean {
  const here = heat.at(0, x, y);
  for (let down = Math.max(0, y - 1); down <= Math.min(heat.height - 1, y + 1); down++)
    for (let along = Math.max(0, x - 1); along <= Math.min(heat.width - 1, x + 1); along++)
      if (heat.at(0, along, down) > here) return false;
  return true;
}
