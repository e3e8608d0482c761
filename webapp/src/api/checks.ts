import { whole } from "@/lib/root";
import { ART_EMOTIONS, FACE_EMOTIONS } from "@/mood/emotions";

import { flag, list, number, numbersFor, oneOf, orNull, shape, text, type Check } from "./check";

/** An address on this server, which knows nothing of the path under which a proxy shows it. */
const address: Check<string> = (value, path) => whole(text(value, path));

export const stage = oneOf("faces", "mood", "paint", "choose", "enlarge", "brush");

export const mood = numbersFor(FACE_EMOTIONS);

/** Pixels of the picture that was sent. */
const box = shape({ left: number, top: number, width: number, height: number });

export const seenFace = shape({
  /** 1 is the largest. */
  number,
  box,
  confidence: number,
  mood,
  top: oneOf(...FACE_EMOTIONS),
  sure: flag,
});

export const liveMood = shape({
  width: number,
  height: number,
  faces: list(seenFace),
  notes: list(oneOf("dark", "blurred", "small")),
});

export const status = shape({
  version: text,
  limits: shape({ photo_bytes: number, photo_pixels: number, candidates: number, scale: number }),
  queue: shape({ running: number, waiting: number, limit: number }),
});

export const problem = shape({ code: text, title: text, status: number, detail: text });

export const candidate = shape({
  seed: number,
  url: address,
  lift: orNull(number),
  chosen: flag,
});

export const work = shape({
  id: text,
  portrait: orNull(text),
  created: text,
  url: address,
  thumbnail: address,
  /** Where the strokes that painted it are; null for a smooth work. */
  strokes: orNull(address),
  /** Where a moment's film is; null for what is no moment. */
  film: orNull(address),
  width: number,
  height: number,
  mood,
  top: oneOf(...FACE_EMOTIONS),
  /** Decimal digits: it may be too large for a number. */
  seed: text,
  truncation: number,
  scores: numbersFor(ART_EMOTIONS),
  felt: mood,
  lift: orNull(number),
  favourite: flag,
  rank: orNull(number),
});

export const portrait = shape({
  id: text,
  state: oneOf("queued", "running", "done", "failed", "cancelled"),
  /** In the queue; 0 is running or over. */
  place: number,
  stage: orNull(stage),
  created: text,
  faces: list(seenFace),
  mood: orNull(mood),
  asked: flag,
  sure: orNull(flag),
  seed: orNull(number),
  painted: number,
  candidates_wanted: number,
  candidates: list(candidate),
  works: list(work),
  problem: orNull(problem),
});

export const portraits = shape({ portraits: list(portrait) });
export const worksPage = shape({
  works: list(work),
  next: orNull(text),
  unreadable: number,
});
export const morph = shape({
  frames: list(shape({ url: address, mood })),
});
export const forgotten = shape({ works: number, portraits: number, photos: number });
