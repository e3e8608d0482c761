import { whole } from "@/lib/root";
import { ART_EMOTIONS, FACE_EMOTIONS, type Mood } from "@/mood/emotions";

import { flag, list, number, numbersFor, oneOf, orNull, shape, text, type Check } from "./check";
import type {
  Box,
  Candidate,
  Forgotten,
  LiveMood,
  MorphFrame,
  Portrait,
  Problem,
  SeenFace,
  Status,
  Work,
  WorksPage,
} from "./shapes";

/** An address on this server, which knows nothing of the path under which a proxy shows it. */
const address: Check<string> = (value, path) => whole(text(value, path));

export const stage = oneOf("faces", "mood", "paint", "choose", "enlarge", "brush");

export const mood = numbersFor<keyof Mood>(FACE_EMOTIONS);

const box = shape<Box>({ left: number, top: number, width: number, height: number });

export const seenFace = shape<SeenFace>({
  number,
  box,
  confidence: number,
  mood,
  top: oneOf(...FACE_EMOTIONS),
  sure: flag,
});

export const liveMood = shape<LiveMood>({
  width: number,
  height: number,
  faces: list(seenFace),
  notes: list(oneOf("dark", "blurred", "small")),
});

export const status = shape<Status>({
  version: text,
  limits: shape({ photo_bytes: number, photo_pixels: number, candidates: number, scale: number }),
  queue: shape({ running: number, waiting: number, limit: number }),
});

export const problem = shape<Problem>({ code: text, title: text, status: number, detail: text });

export const candidate = shape<Candidate>({
  seed: number,
  url: address,
  lift: orNull(number),
  chosen: flag,
});

export const work = shape<Work>({
  id: text,
  portrait: orNull(text),
  created: text,
  url: address,
  thumbnail: address,
  strokes: orNull(address),
  width: number,
  height: number,
  mood,
  top: oneOf(...FACE_EMOTIONS),
  seed: text,
  truncation: number,
  scores: numbersFor(ART_EMOTIONS),
  felt: mood,
  lift: orNull(number),
  favourite: flag,
  rank: orNull(number),
});

export const portrait = shape<Portrait>({
  id: text,
  state: oneOf("queued", "running", "done", "failed", "cancelled"),
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

export const portraits = shape<{ portraits: Portrait[] }>({ portraits: list(portrait) });
export const worksPage = shape<WorksPage>({
  works: list(work),
  next: orNull(text),
  unreadable: number,
});
export const morph = shape<{ frames: MorphFrame[] }>({
  frames: list(shape<MorphFrame>({ url: address, mood })),
});
export const forgotten = shape<Forgotten>({ works: number, portraits: number, photos: number });
