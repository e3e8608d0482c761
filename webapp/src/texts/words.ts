import { isApiError, UNEXPECTED, UNREACHABLE } from "@/api/error";
import type { Problem, Work } from "@/api/shapes";
import type { ArtEmotion, FaceEmotion, Mood } from "@/mood/emotions";
import { ranked } from "@/mood/weights";

import type { Texts } from "./en";

/** A mood in words: what it is most, and what else is in it where that can be felt. */
export function moodInWords(mood: Mood, { emotions, mood: say }: Texts): string {
  const [first, second] = ranked(mood) as [FaceEmotion, FaceEmotion];
  const { state } = emotions[first];
  const { noun } = emotions[second];
  if (mood[second] < 0.08) return say.pure(state);
  if (mood[second] < 0.2) return say.trace(state, noun);
  if (mood[first] - mood[second] < 0.08) return say.between(emotions[first].noun, noun);
  return say.with(state, noun);
}

/** What the critic feels most. */
export const mostFelt = (scores: Record<ArtEmotion, number>): ArtEmotion =>
  (Object.keys(scores) as ArtEmotion[]).reduce((best, name) =>
    scores[name] > scores[best] ? name : best,
  );

/** A lift is a logarithm: how many times as strongly the mood is felt as in an average work. */
export function liftInWords(lift: number, { works, locale }: Texts): string {
  const times = Math.exp(lift);
  const written = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }).format(times);
  if (times >= 1.1) return works.lift.much(written);
  return times > 0.9 ? works.lift.same : works.lift.less(written);
}

/** A work's name among the others of its portrait, which share its mood. */
export function workInWords({ mood, rank }: Work, texts: Texts): string {
  const title = moodInWords(mood, texts);
  return rank === null ? title : texts.works.named(title, rank);
}

/**
 * What a problem says in the visitor's language. The server speaks English, and says more than its
 * code does; in other languages the code has a sentence of its own.
 */
export function problemInWords({ code, detail }: Pick<Problem, "code" | "detail">, texts: Texts) {
  if (code === UNREACHABLE) return texts.connection.gone;
  if (code === UNEXPECTED) return texts.errors.unexpected;
  if (texts.locale.startsWith("en")) return detail;
  return (texts.problems as Record<string, string>)[code] ?? texts.problems.internal;
}

export function errorInWords(error: unknown, texts: Texts): string {
  return isApiError(error)
    ? problemInWords({ code: error.code, detail: error.message }, texts)
    : texts.errors.page;
}
