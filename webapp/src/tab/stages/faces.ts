/** Finding faces as src/vaha/stages/faces/finder.py does, whose numbers these are and which says why. */
import { rint } from "./arrays";
import { look, moved, sideOf, tiltOf, type Found } from "./centerface";
import { ALIKE, LEANS_FAR, surestFirst, withoutDoubles } from "./found";
import {
  boxOf,
  cropFace,
  frameOfBox,
  frameOfFace,
  turned,
  withinUsualLevels,
  type Box,
  type Frame,
  type Point,
} from "./framing";
import type { Network } from "./network";
import { greyOf, mirrored, quarterTurned, type Picture } from "./picture";
import { madeSmaller, scaled } from "./scale";

/** A face in a picture: where, how sure the finder is, and the grey crop that is read. */
export type Face = { box: Box; confidence: number; crop: Picture };

const SIZES = [640, 256, 128];
const LIVE_SIZES = [256];
const SURE = 0.4;
const DOUBTFUL = 0.15;
const MOST_DOUBTS = 8;
const NEAR = 192;
const NEAR_FACE = 96;
const FARTHER_SURE = 0.5;
const MOST_FARTHER = 3;
const FOLLOWED = 128;
const FOLLOWED_FACE = 64;
const MOST_FOLLOWED = 4;
const STILL_SURE = 0.3;
const SAME = 0.3;
const LEANS = [30, -30];
const LEANING_SURE = 0.6;
const TURNS = [1, 3, 2];
const TURNED_SIZES = [256, 128];
const TURNED_SURE = 0.6;

/** All faces, the largest first; none where there is none. */
export async function findFaces(network: Network, image: Picture): Promise<Face[]> {
  for (const way of [searched, leaning, quarters]) {
    const found = await way(network, image);
    if (found.length > 0) return facesOf(image, found);
  }
  return [];
}

/** The faces near these boxes where all are still there; else those of a quick search. */
export async function followFaces(
  network: Network,
  image: Picture,
  near: readonly Box[],
): Promise<Face[]> {
  if (near.length > 0 && near.length <= MOST_FOLLOWED) {
    const windows = near
      .map(frameOfBox)
      .map((frame) => ({ ...frame, side: (frame.side * FOLLOWED) / FOLLOWED_FACE }));
    const still = await lookNear(network, image, windows, FOLLOWED, STILL_SURE, false);
    if (still.every((found) => found.length > 0))
      return facesOf(image, withoutDoubles(still.flat()));
  }
  return facesOf(image, await search(network, image, LIVE_SIZES, 0));
}

const searched = (network: Network, image: Picture) => search(network, image, SIZES, MOST_DOUBTS);

async function search(
  network: Network,
  image: Picture,
  sizes: readonly number[],
  doubts: number,
): Promise<Found[]> {
  const { image: smaller, scale } =
    sizes.length === 1 ? { image, scale: 1 } : madeSmaller(image, 2 * Math.max(...sizes));
  const seen: Found[] = [];
  for (const size of sizes)
    for (const one of await lookAt(network, smaller, size)) seen.push(shrunk(one, scale));
  const likely = withoutDoubles(seen);
  const again = likely
    .filter((one) => one.sure < SURE || Math.abs(tiltOf(one)) > LEANS_FAR)
    .slice(0, doubts);
  const near = await lookNear(network, image, windowsOf(again), NEAR, SURE);
  const still = again.filter((one, index) => one.sure < SURE && near[index]?.length === 0);
  const farther = windowsOf(still.slice(0, MOST_FARTHER), FOLLOWED / FOLLOWED_FACE);
  near.push(...(await lookNear(network, image, farther, FOLLOWED, FARTHER_SURE)));
  return withoutDoubles([...likely.filter(({ sure }) => sure >= SURE), ...near.flat()]);
}

/** The faces of heads that lean, seen where the picture is set upright for them. */
async function leaning(network: Network, image: Picture): Promise<Found[]> {
  const { width, height } = image;
  const [longest = 640] = SIZES;
  for (const tilt of LEANS) {
    const angle = (Math.abs(tilt) * Math.PI) / 180;
    const across = width * Math.cos(angle) + height * Math.sin(angle);
    const down = width * Math.sin(angle) + height * Math.cos(angle);
    const window = { x: width / 2, y: height / 2, side: Math.max(across, down), tilt };
    const shown = cropFace(image, window, longest, { quick: true, repeat: false });
    const seen = (await lookAt(network, shown, longest)).map((one) => outOf(one, window, longest));
    const likely = withoutDoubles(seen).slice(0, MOST_DOUBTS);
    const near = await lookNear(network, image, windowsOf(likely), NEAR, LEANING_SURE);
    const found = withoutDoubles(near.flat());
    if (found.length > 0) return found;
  }
  return [];
}

/** The faces in the picture turned by quarters. */
async function quarters(network: Network, image: Picture): Promise<Found[]> {
  for (const turns of TURNS) {
    const there = await search(network, quarterTurned(image, turns), TURNED_SIZES, 0);
    const found = there
      .filter(({ sure }) => sure >= TURNED_SURE)
      .map((one) => turnedBack(one, image, turns));
    if (found.length > 0) return found;
  }
  return [];
}

/** What is seen with the long side made so long. */
async function lookAt(network: Network, image: Picture, longest: number): Promise<Found[]> {
  const scale = longest / Math.max(image.width, image.height);
  const side = (length: number) => Math.max(1, rint(length * scale));
  const shown = scaled(image, side(image.width), side(image.height));
  const [found = []] = await look(network, [shown], DOUBTFUL);
  return found.map((one) => shrunk(one, scale));
}

const shrunk = (one: Found, scale: number): Found =>
  moved(one, ([x, y]) => [x / scale, y / scale], 1 / scale);

/** In the middle of each window, made `side` wide, and in its mirror image: the surest first. */
async function lookNear(
  network: Network,
  image: Picture,
  windows: readonly Frame[],
  side: number,
  least: number,
  both = true,
): Promise<Found[][]> {
  const shown = windows.map((window) =>
    cropFace(image, window, side, { quick: true, repeat: false }),
  );
  const seen = await look(network, shown, least);
  const other = both ? await look(network, shown.map(mirrored), least) : [];
  return windows.map((window, index) => {
    const flipped = (other[index] ?? []).map((one) => mirroredFace(one, side));
    const middle = [...(seen[index] ?? []), ...flipped].filter((one) => inTheMiddle(one, side));
    return surestFirst(middle).map((one) => outOf(one, window, side));
  });
}

const windowsOf = (likely: readonly Found[], wider = NEAR / NEAR_FACE): Frame[] =>
  likely.map((one) => ({ x: one.x, y: one.y, side: sideOf(one) * wider, tilt: leanOf(one) }));

/** How far it leans; a doubtful one, whose eyes may be anywhere, no more than heads do. */
function leanOf(one: Found): number {
  const tilt = tiltOf(one);
  return one.sure >= SURE || Math.abs(tilt) <= 45 ? tilt : 0;
}

function inTheMiddle(one: Found, side: number): boolean {
  const face = side / 2;
  const apart = Math.max(Math.abs(one.x - side / 2), Math.abs(one.y - side / 2));
  return apart < SAME * face && face / ALIKE < sideOf(one) && sideOf(one) < face * ALIKE;
}

function mirroredFace(one: Found, side: number): Found {
  const there = moved(one, ([x, y]) => [side - x, y]);
  const points = [1, 0, 2, 4, 3].map((number): Point => there.points[number] ?? [0, 0]);
  return { ...there, points };
}

/** A face in a window, `side` wide, where it is in the picture. */
function outOf(one: Found, window: Frame, side: number): Found {
  const larger = window.side / side;
  const place = ([x, y]: Point): Point => {
    const [right, down] = turned([(x - side / 2) * larger, (y - side / 2) * larger], window.tilt);
    return [window.x + right, window.y + down];
  };
  return moved(one, place, larger);
}

function turnedBack(one: Found, { width, height }: Picture, turns: number): Found {
  const there = moved(one, ([x, y]): Point => {
    if (turns === 1) return [width - y, x];
    return turns === 2 ? [width - x, height - y] : [y, height - x];
  });
  return turns % 2 === 1 ? { ...there, width: one.height, height: one.width } : there;
}

/** The faces, framed as FER-2013 frames its own, the largest first. */
function facesOf(image: Picture, found: readonly Found[]): Face[] {
  const grey = greyOf(image);
  const area = ({ box }: Face) => box.width * box.height;
  return found
    .map((one) => {
      const frame = frameOfFace(one.x, one.y, sideOf(one), tiltOf(one));
      const crop = withinUsualLevels(cropFace(grey, frame));
      return { box: boxOf(frame, image.height, image.width), confidence: one.sure, crop };
    })
    .sort((one, other) => area(other) - area(one) || other.confidence - one.confidence);
}
