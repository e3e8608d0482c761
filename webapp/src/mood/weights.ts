import { FACE_EMOTIONS, type FaceEmotion, type Mood } from "./emotions";

/** A mood with these weights (0 where none is given), scaled to sum to 1; null where all are 0. */
export function moodOf(weights: Partial<Mood>): Mood | null {
  const total = FACE_EMOTIONS.reduce((sum, emotion) => sum + (weights[emotion] ?? 0), 0);
  if (!(total > 0)) return null;
  return mapMood((emotion) => (weights[emotion] ?? 0) / total);
}

/** The seven, each with what `weigh` says of it. */
export function mapMood(weigh: (emotion: FaceEmotion) => number): Mood {
  return Object.fromEntries(FACE_EMOTIONS.map((emotion) => [emotion, weigh(emotion)])) as Mood;
}

export function topOf(mood: Mood): FaceEmotion {
  return FACE_EMOTIONS.reduce((best, emotion) => (mood[emotion] > mood[best] ? emotion : best));
}

/** The emotions from the strongest to the weakest. */
export function ranked(mood: Mood): FaceEmotion[] {
  return [...FACE_EMOTIONS].sort((a, b) => mood[b] - mood[a]);
}

/** What lies `share` (0..1) of the way from one mood to the other. */
export function blend(from: Mood, to: Mood, share: number): Mood {
  return mapMood((emotion) => from[emotion] + (to[emotion] - from[emotion]) * share);
}

export const percent = (share: number): number => Math.round(share * 100);
