/** What the server sends, each as its check in `checks.ts` finds it; and what it is asked. */
import type { Mood } from "@/mood/emotions";

import type * as checks from "./checks";

type Found<Check extends (value: unknown, path: string) => unknown> = ReturnType<Check>;

export type SeenFace = Found<typeof checks.seenFace>;
export type Box = SeenFace["box"];
export type LiveMood = Found<typeof checks.liveMood>;
export type Note = LiveMood["notes"][number];
export type Status = Found<typeof checks.status>;
export type Problem = Found<typeof checks.problem>;
export type Candidate = Found<typeof checks.candidate>;
export type Work = Found<typeof checks.work>;
export type Portrait = Found<typeof checks.portrait>;
export type PortraitState = Portrait["state"];
export type Stage = Found<typeof checks.stage>;
export type WorksPage = Found<typeof checks.worksPage>;
export type MorphFrame = Found<typeof checks.morph>["frames"][number];
export type Forgotten = Found<typeof checks.forgotten>;

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
