/** What the server sends, as its OpenAPI document says; `checks.ts` makes sure that it does. */
import type { ArtEmotion, FaceEmotion, Mood } from "@/mood/emotions";

/** Pixels of the picture that was sent. */
export type Box = { left: number; top: number; width: number; height: number };

export type SeenFace = {
  /** 1 is the largest. */
  number: number;
  box: Box;
  confidence: number;
  mood: Mood;
  top: FaceEmotion;
  sure: boolean;
};

export type Note = "dark" | "blurred" | "small";

export type LiveMood = { width: number; height: number; faces: SeenFace[]; notes: Note[] };

export type Status = {
  version: string;
  limits: { photo_bytes: number; photo_pixels: number; candidates: number; scale: number };
  queue: { running: number; waiting: number; limit: number };
};

export type Problem = { code: string; title: string; status: number; detail: string };

export type PortraitState = "queued" | "running" | "done" | "failed" | "cancelled";
export type Stage = "faces" | "mood" | "paint" | "choose" | "enlarge" | "brush";

export type Candidate = { seed: number; url: string; lift: number | null; chosen: boolean };

export type Work = {
  id: string;
  portrait: string | null;
  created: string;
  url: string;
  thumbnail: string;
  /** Where the strokes that painted it are; null for a smooth work. */
  strokes: string | null;
  width: number;
  height: number;
  mood: Mood;
  top: FaceEmotion;
  /** Decimal digits: it may be too large for a number. */
  seed: string;
  truncation: number;
  scores: Record<ArtEmotion, number>;
  felt: Mood;
  lift: number | null;
  favourite: boolean;
  rank: number | null;
};

export type Portrait = {
  id: string;
  state: PortraitState;
  /** In the queue; 0 is running or over. */
  place: number;
  stage: Stage | null;
  created: string;
  faces: SeenFace[];
  mood: Mood | null;
  asked: boolean;
  sure: boolean | null;
  seed: number | null;
  painted: number;
  candidates_wanted: number;
  candidates: Candidate[];
  works: Work[];
  problem: Problem | null;
};

export type PortraitOptions = {
  face?: "largest" | "all" | number;
  mood?: Partial<Mood>;
  vary?: string;
} & Wishes;

export const STYLES = [
  "any",
  "renaissance",
  "baroque",
  "romanticism",
  "realism",
  "impressionism",
  "post-impressionism",
  "symbolism",
  "art nouveau",
  "expressionism",
  "cubism",
  "abstraction",
  "ukiyo-e",
  "ink",
] as const;
export const MANNERS = [
  "oil",
  "impasto",
  "impressionist",
  "pointillist",
  "fresco",
  "watercolour",
  "pastel",
  "charcoal",
  "ink",
  "none",
] as const;
export type Style = (typeof STYLES)[number];
export type Manner = (typeof MANNERS)[number];

/** How the works shall be painted; what is left out is the studio's choice. */
export type Wishes = { style?: Style | undefined; manner?: Manner | undefined };

export type WorksPage = { works: Work[]; next: string | null; unreadable: number };
export type MorphFrame = { url: string; mood: Mood };
export type Forgotten = { works: number; portraits: number; photos: number };
