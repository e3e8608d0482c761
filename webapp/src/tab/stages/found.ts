/** Of several looks at a picture, the faces: none twice, each where the looks say in the mean. */
import { mean } from "./arrays";
import { sideOf, tiltOf, type Found } from "./centerface";
import { overlap, type Frame, type Point } from "./framing";

/** Frames that overlap by more than this are of one face. */
const DOUBLE = 0.4;
/** Of what is seen of one face, the part of the best score from which on it has a say. */
const NEARLY = 0.8;
export const ALIKE = 1.5;
export const LEANS_FAR = 30;

/** One of each group that lie on top of each other, the surest first. */
export function withoutDoubles(found: readonly Found[]): Found[] {
  const groups: [Found, ...Found[]][] = [];
  for (const one of surestFirst(found)) {
    const group = groups.find(([first]) => overlap(squareOf(one), squareOf(first)) > DOUBLE);
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups.map(meanOf);
}

export const surestFirst = (found: readonly Found[]): Found[] =>
  [...found].sort((one, other) => other.sure - one.sure);

const squareOf = (one: Found): Frame => ({ x: one.x, y: one.y, side: sideOf(one), tilt: 0 });

function meanOf(group: readonly [Found, ...Found[]]): Found {
  const [first] = group;
  const alike = group.filter((one) => one.sure > NEARLY * first.sure && areAlike(one, first));
  const all = (measure: (one: Found) => number) => mean(alike.map(measure));
  return {
    x: all(({ x }) => x),
    y: all(({ y }) => y),
    width: all(({ width }) => width),
    height: all(({ height }) => height),
    sure: first.sure,
    points: first.points.map((_, number): Point => [
      all(({ points }) => points[number]?.[0] ?? 0),
      all(({ points }) => points[number]?.[1] ?? 0),
    ]),
  };
}

function areAlike(one: Found, other: Found): boolean {
  const apart = (((tiltOf(one) - tiltOf(other) + 180) % 360) + 360) % 360;
  const larger = sideOf(one) / sideOf(other);
  return Math.abs(apart - 180) < LEANS_FAR / 2 && 1 / ALIKE < larger && larger < ALIKE;
}
