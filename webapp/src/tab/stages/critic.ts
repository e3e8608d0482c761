import {
  ART_EMOTIONS,
  FACE_EMOTIONS,
  type ArtEmotion,
  type FaceEmotion,
  type Mood,
} from "@/mood/emotions";

import { at, batches, rowsOf, softmax } from "./arrays";
import { labelsOf, numberOf, output, type Network } from "./network";
import { toTensor, type Picture } from "./picture";
import { resized } from "./resize";

/** What the critic says of a work. */
export type Verdict = { scores: Record<ArtEmotion, number>; lift: number; embedding: number[] };

/** The one table: which face emotion an emotion felt before a painting belongs to. */
export const FACE_OF_ART: Record<ArtEmotion, FaceEmotion> = {
  amusement: "happy",
  awe: "surprised",
  contentment: "neutral",
  excitement: "happy",
  anger: "angry",
  disgust: "disgusted",
  fear: "fearful",
  sadness: "sad",
  "something else": "neutral",
};

const NEAR_COPY = 0.05;
const LEAST = 1e-6;
const AT_ONCE = 8;

/** Nine probabilities of each work, and its lift towards the mood; a few at a time.
 *
 * What works usually carry (`base_rates`) stands in their painter's card, or the critic's own. */
export async function judge(
  critic: Network,
  painter: Pick<Network, "card">,
  works: readonly Picture[],
  mood: Mood,
  judged: (count: number) => void = () => undefined,
): Promise<Verdict[]> {
  const { card } = critic;
  const labels = labelsOf(card, ART_EMOTIONS);
  const usual = baseRates(painter, critic);
  const verdicts: Verdict[] = [];
  for (const few of batches(works, AT_ONCE)) {
    const [height, width] = card.input_size;
    const shown = few.map((work) => resized(work, width || 64, height || 64));
    const answers = await critic.run({ pictures: toTensor(shown, card) });
    const embeddings = output(answers, "embedding");
    const seen = rowsOf(embeddings.data, embeddings.shape[1] ?? 1);
    rowsOf(output(answers, "logits").data, labels.length).forEach((row, index) => {
      const scores = named(labels, softmax(row));
      const lift = liftOf(scores, usual, mood);
      verdicts.push({ scores, lift, embedding: [...(seen[index] ?? [])] });
    });
    judged(few.length);
  }
  return verdicts;
}

/** Which of these to keep, best first. */
export const choose = (critic: Network, verdicts: readonly Verdict[], keep: number): number[] =>
  chooseDistinct(verdicts, keep, numberOf(critic.card, "near_copy", NEAR_COPY));

export function baseRates(
  painter: Pick<Network, "card">,
  { card }: Pick<Network, "card">,
): Record<ArtEmotion, number> {
  const own = painter.card.settings.base_rates as Record<ArtEmotion, number> | undefined;
  return own ?? named(labelsOf(card, ART_EMOTIONS), card.settings.base_rates as number[]);
}

const named = (labels: readonly ArtEmotion[], numbers: readonly number[]) =>
  Object.fromEntries(labels.map((label, place) => [label, numbers[place] ?? 0])) as Record<
    ArtEmotion,
    number
  >;

/** How much more of the mood a work carries than works usually do: 0 for the usual. */
export function liftOf(
  scores: Record<ArtEmotion, number>,
  usual: Record<ArtEmotion, number>,
  mood: Mood,
): number {
  const log = (shares: Record<ArtEmotion, number>, emotion: FaceEmotion) =>
    Math.log(Math.max(LEAST, sumOf(shares, emotion)));
  return FACE_EMOTIONS.reduce(
    (lift, emotion) => lift + mood[emotion] * (log(scores, emotion) - log(usual, emotion)),
    0,
  );
}

const sumOf = (shares: Record<ArtEmotion, number>, emotion: FaceEmotion): number =>
  ART_EMOTIONS.filter((felt) => FACE_OF_ART[felt] === emotion).reduce(
    (sum, felt) => sum + shares[felt],
    0,
  );

/** No two closer than `nearCopy` (cosine distance), unless too few would remain. */
export function chooseDistinct(
  verdicts: readonly Pick<Verdict, "lift" | "embedding">[],
  keep: number,
  nearCopy: number,
): number[] {
  const directions = verdicts.map(({ embedding }) => directionOf(embedding));
  const lift = (index: number) => verdicts[index]?.lift ?? 0;
  const bestFirst = verdicts.map((_, index) => index).sort((a, b) => lift(b) - lift(a));
  const kept: number[] = [];
  const passedOver: number[] = [];
  for (const index of bestFirst) {
    if (kept.length === keep) break;
    const own = directions[index] ?? [];
    const near = kept.some((other) => 1 - dot(directions[other] ?? [], own) < nearCopy);
    (near ? passedOver : kept).push(index);
  }
  const filled = [...kept, ...passedOver.slice(0, keep - kept.length)];
  return filled.sort((a, b) => bestFirst.indexOf(a) - bestFirst.indexOf(b));
}

const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, place) => sum + value * at(other, place), 0);

function directionOf(vector: readonly number[]): number[] {
  const length = Math.max(1e-12, Math.sqrt(dot(vector, vector)));
  return vector.map((value) => value / length);
}
