import { FACE_EMOTIONS, type Mood } from "@/mood/emotions";

import { batches } from "./arrays";
import { labelsOf, numberOf, output, type Network, type Tensor } from "./network";
import { noiseOf } from "./noise";
import { fromTensor, type Picture } from "./picture";

/** So many candidates at a time: between them the page shows how far it is. */
export const AT_ONCE = 8;

/** Paints one picture for each seed, a few at a time, each few as soon as they are there. */
export async function paint(
  painter: Network,
  mood: Mood,
  seeds: readonly number[],
  painted: (few: Picture[]) => void = () => undefined,
): Promise<Picture[]> {
  const works: Picture[] = [];
  for (const few of batches(seeds, AT_ONCE)) {
    const answers = await painter.run(painterInputs(painter, mood, few));
    const pictures = fromTensor(output(answers, "pictures"), 255);
    works.push(...pictures);
    painted(pictures);
  }
  return works;
}

/** What the painter is given: noise, the mood in the order of its card, truncation, a style. */
export function painterInputs(
  { card }: Network,
  mood: Mood,
  seeds: readonly number[],
): Record<string, Tensor> {
  const count = seeds.length;
  const size = numberOf(card, "noise_size", 128);
  const weights = labelsOf(card, FACE_EMOTIONS).map((emotion) => mood[emotion]);
  const known = Array.isArray(card.settings.styles) ? (card.settings.styles as string[]) : [];
  const repeated = (row: ArrayLike<number>): Tensor => ({
    data: Float32Array.from(seeds.flatMap(() => Array.from(row))),
    shape: [count, row.length],
  });
  return {
    noise: {
      data: Float32Array.from(seeds.flatMap((seed) => [...noiseOf(BigInt(seed), size)])),
      shape: [count, size],
    },
    mood: repeated(weights),
    truncation: repeated([numberOf(card, "truncation", 1)]),
    ...(known.length > 0 && {
      style: repeated(known.map((style) => (style === "any" ? 1 : 0))),
    }),
  };
}
