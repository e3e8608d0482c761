// @vitest-environment node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { expect, test } from "vitest";

import { ART_EMOTIONS, type ArtEmotion, type Mood } from "@/mood/emotions";

import { look, sideOf, tiltOf, type Found } from "./centerface";
import { baseRates, choose, judge } from "./critic";
import { enlarge } from "./enlarger";
import { withoutDoubles } from "./found";
import { boxOf, cropFace, frameOfFace, withinUsualLevels, type Frame } from "./framing";
import { readMoods } from "./mood";
import type { Card, Network, Tensor } from "./network";
import { candidateSeeds, noiseOf } from "./noise";
import { paint } from "./painter";
import { greyOf, type Picture } from "./picture";
import { resized } from "./resize";
import { madeSmaller } from "./scale";

/** Examples of what the stages do in Python, which their own tests write and check. */
const GOLDEN = resolve(import.meta.dirname, "../../../../tests/golden/tab");
const example = (name: string): unknown =>
  JSON.parse(readFileSync(`${GOLDEN}/${name}.json`, "utf-8"));

type Packed = { type: "uint8" | "float32"; shape: number[]; data: string };

const bytesOf = ({ data }: Packed): Uint8Array => new Uint8Array(Buffer.from(data, "base64"));
const floats = (packed: Packed): Float32Array => new Float32Array(bytesOf(packed).buffer);

function pictureOf(packed: Packed): Picture {
  const [height = 0, width = 0, channels = 1] = packed.shape;
  return { width, height, channels: channels as 1 | 3, data: bytesOf(packed) };
}

function picturesOf(packed: Packed): Picture[] {
  const [count = 0, ...shape] = packed.shape;
  const size = shape.reduce((product, side) => product * side, 1);
  const all = bytesOf(packed);
  return Array.from({ length: count }, (_, index) => ({
    ...pictureOf({ ...packed, shape }),
    data: all.slice(index * size, (index + 1) * size),
  }));
}

/** A network that answers with these outputs, batch by batch, and keeps what it was given. */
function fake(card: Card, answers: Record<string, Packed>) {
  const given: Record<string, Tensor>[] = [];
  let done = 0;
  const run = (inputs: Record<string, Tensor>) => {
    given.push(inputs);
    const count = Object.values(inputs)[0]?.shape[0] ?? 0;
    const rows = ([name, packed]: [string, Packed]): [string, Tensor] => {
      const [, ...shape] = packed.shape;
      const size = shape.reduce((product, side) => product * side, 1);
      const data = floats(packed).slice(done * size, (done + count) * size);
      return [name, { data, shape: [count, ...shape] }];
    };
    const answer = Object.fromEntries(Object.entries(answers).map(rows));
    done += count;
    return Promise.resolve(answer);
  };
  const network: Network = { card, run };
  const all = (name: string) =>
    Float32Array.from(given.flatMap((one) => [...(one[name]?.data ?? [])]));
  return { network, all };
}

/** The greatest difference of two rows of numbers. */
function apart(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  return Array.from(one).reduce((most, value, place) => {
    return Math.max(most, Math.abs(value - (other[place] ?? NaN)));
  }, 0);
}

test("the noise of twenty seeds is NumPy's, bit for bit, and so are the seeds drawn from them", () => {
  type Told = { seeds: string[]; noise: Packed; candidates: number[][] };
  const told = example("noise") as Told;
  expect(told.seeds).toHaveLength(20);
  const known = floats(told.noise);
  told.seeds.forEach((seed, row) => {
    expect([...noiseOf(BigInt(seed), 128)]).toEqual([...known.slice(128 * row, 128 * (row + 1))]);
    expect(candidateSeeds(BigInt(seed), 16)).toEqual(told.candidates[row]);
  });
});

test("the painter is given what Python gives it, and its answer becomes the same pictures", async () => {
  type Told = {
    card: Card;
    mood: Mood;
    seeds: number[];
    inputs: Record<string, Packed>;
    answer: Packed;
    works: Packed;
  };
  const told = example("painting") as Told;
  const { network, all } = fake(told.card, { pictures: told.answer });
  const works = await paint(network, told.mood, told.seeds);
  for (const [name, packed] of Object.entries(told.inputs))
    expect([...all(name)], name).toEqual([...floats(packed)]);
  expect(works).toEqual(picturesOf(told.works));
});

test("moods are read from the same views, with the card's labels and threshold", async () => {
  type Told = {
    card: Card;
    crops: Packed;
    given: Packed;
    answer: Packed;
    moods: Mood[];
    sure: boolean[];
  };
  const told = example("moods") as Told;
  const { network, all } = fake(told.card, { logits: told.answer });
  const readings = await readMoods(network, picturesOf(told.crops));
  expect(apart(all("faces"), floats(told.given))).toBeLessThan(1e-6);
  readings.forEach(({ mood }, face) =>
    expect(apart(Object.values(mood), Object.values(told.moods[face] ?? {}))).toBeLessThan(1e-6),
  );
  expect(readings.map(({ sure }) => sure)).toEqual(told.sure);
  expect(new Set(told.sure).size).toBe(2);
});

test("the critic sees the same pictures, weighs them alike and keeps the same three", async () => {
  type Told = {
    card: Card;
    mood: Mood;
    pictures: Packed;
    given: Packed;
    logits: Packed;
    embedding: Packed;
    scores: Record<ArtEmotion, number>[];
    lifts: number[];
    kept: number[];
  };
  const told = example("judging") as Told;
  const { network, all } = fake(told.card, { logits: told.logits, embedding: told.embedding });
  const older = { card: { ...told.card, settings: {} } };
  const verdicts = await judge(network, older, picturesOf(told.pictures), told.mood);
  expect(apart(all("pictures"), floats(told.given))).toBeLessThan(1e-6);
  verdicts.forEach(({ scores, lift }, work) => {
    const known = told.scores[work];
    for (const [emotion, score] of Object.entries(scores))
      expect(score).toBeCloseTo(known?.[emotion as ArtEmotion] ?? NaN, 6);
    expect(lift).toBeCloseTo(told.lifts[work] ?? NaN, 6);
  });
  expect(choose(network, verdicts, 3)).toEqual(told.kept);
});

test("what works usually carry stands in their painter's card, where it is a newer one", () => {
  const { card } = example("judging") as { card: Card };
  const rates = Object.fromEntries(ART_EMOTIONS.map((felt, place) => [felt, place / 36]));
  const newer = { card: { ...card, settings: { base_rates: rates } } };
  const older = { card: { ...card, settings: {} } };
  expect(baseRates(newer, { card })).toEqual(rates);
  expect(Object.values(baseRates(older, { card }))).toEqual(card.settings.base_rates);
});

test("a picture is enlarged with the same border around it", async () => {
  type Told = Record<"picture" | "given" | "answer" | "large", Packed> & { card: Card };
  const told = example("enlarging") as Told;
  const { network, all } = fake(told.card, { enlarged: told.answer });
  expect(await enlarge(network, pictureOf(told.picture))).toEqual(pictureOf(told.large));
  expect([...all("picture")]).toEqual([...floats(told.given)]);
});

test("pictures are resized as Pillow does, bit for bit, and made smaller as OpenCV does", () => {
  type Told = { picture: Packed; resized: Packed[]; smaller: Packed[]; of: Packed };
  const told = example("resizing") as Told;
  for (const packed of told.resized) {
    const known = pictureOf(packed);
    expect(resized(pictureOf(told.picture), known.width, known.height)).toEqual(known);
  }
  for (const packed of told.smaller) {
    const known = pictureOf(packed);
    const { image } = madeSmaller(pictureOf(told.of), known.width);
    expect([image.width, image.height]).toEqual([known.width, known.height]);
    expect(apart(image.data, known.data)).toBeLessThanOrEqual(1);
  }
});

type ToldFace = Found & { side: number; tilt: number };

function same(found: Found[], told: ToldFace[]): void {
  expect(found).toHaveLength(told.length);
  found.forEach((one, index) => {
    const known = told[index];
    const numbers = ({ x, y, width, height, sure, points }: Found) => [
      x,
      y,
      width,
      height,
      sure,
      ...points.flat(),
    ];
    expect(known).toBeDefined();
    if (known) expect(apart(numbers(one), numbers(known))).toBeLessThan(1e-4);
    expect(sideOf(one)).toBeCloseTo(known?.side ?? NaN, 4);
    expect(tiltOf(one)).toBeCloseTo(known?.tilt ?? NaN, 4);
  });
}

test("CenterFace's maps become the same faces, and of looks at one face one remains", async () => {
  type Told = {
    pictures: Packed;
    shown: Packed;
    maps: Record<string, Packed>;
    found: ToldFace[][];
    alone: ToldFace[];
  };
  const told = example("finding") as Told;
  const { network, all } = fake({} as Card, told.maps);
  const found = await look(network, picturesOf(told.pictures), 0.9);
  expect([...all("input.1")]).toEqual([...floats(told.shown)]);
  expect(told.found.flat().length).toBeGreaterThan(5);
  told.found.forEach((faces, index) => same(found[index] ?? [], faces));
  same(withoutDoubles(found.flat()), told.alone);
  expect(told.alone.length).toBeLessThan(told.found.flat().length);
});

const frameOf = ([x, y, side, tilt]: readonly number[]): Frame => ({ x, y, side, tilt }) as Frame;

test("faces are framed as FER-2013's are, within two grey levels of what Python crops", () => {
  type Told = {
    picture: Packed;
    places: [number, number, number, number, number][];
    frames: number[][];
    boxes: number[][];
    crops: Packed;
    quick: Packed;
    large: Packed;
    large_frame: number[];
    large_crop: Packed;
  };
  const told = example("framing") as Told;
  const image = pictureOf(told.picture);
  const grey = greyOf(image);
  const [crops, quick] = [picturesOf(told.crops), picturesOf(told.quick)];
  told.places.forEach(([x, y, width, height, lean], index) => {
    const frame = frameOfFace(x, y, Math.sqrt(width * height), lean);
    expect(
      apart([frame.x, frame.y, frame.side, frame.tilt], told.frames[index] ?? []),
    ).toBeLessThan(1e-9);
    expect(Object.values(boxOf(frame, image.height, image.width))).toEqual(told.boxes[index]);
    const crop = withinUsualLevels(cropFace(grey, frame));
    expect(apart(crop.data, crops[index]?.data ?? [])).toBeLessThanOrEqual(2);
    const near = cropFace(image, frame, 32, { quick: true, repeat: false });
    // OpenCV rounds places to 1/32 of a pixel where it is quick.
    expect(apart(near.data, quick[index]?.data ?? [])).toBeLessThanOrEqual(4);
  });
  const large = cropFace(pictureOf(told.large), frameOf(told.large_frame));
  expect(apart(large.data, bytesOf(told.large_crop))).toBeLessThanOrEqual(2);
});
