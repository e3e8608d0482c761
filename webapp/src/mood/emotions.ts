/** The two vocabularies of emotion, in the server's own orders. */
export const FACE_EMOTIONS = [
  "angry",
  "disgusted",
  "fearful",
  "happy",
  "neutral",
  "sad",
  "surprised",
] as const;

export const ART_EMOTIONS = [
  "amusement",
  "awe",
  "contentment",
  "excitement",
  "anger",
  "disgust",
  "fear",
  "sadness",
  "something else",
] as const;

export type FaceEmotion = (typeof FACE_EMOTIONS)[number];
export type ArtEmotion = (typeof ART_EMOTIONS)[number];

/** How much of each emotion; a mood from the server sums to 1. */
export type Mood = Record<FaceEmotion, number>;
