import type { Mood } from "@/mood/emotions";

import type { Verdict } from "./stages/critic";
import type { Box } from "./stages/framing";
import type { Reading } from "./stages/mood";
import type { Trouble } from "./stages/network";
import type { Picture } from "./stages/picture";

/** A face that was seen, and its mood. */
export type Seen = { box: Box; reading: Reading };

/** The stages of a portrait that can be watched. */
export type Stage = "faces" | "paint" | "choose" | "enlarge";

export type Work = { picture: Picture; seed: number; verdict: Verdict };

export type Portrait = {
  mood: Mood;
  seed: number;
  works: Work[];
  version: string;
  models: Record<string, string>;
  /** Seconds. */
  took: number;
};

/** What the page asks of the worker. */
export type Ask =
  | { kind: "open"; root: string; threads: number }
  | { kind: "look"; image: Picture; near: Box[]; quick: boolean }
  | { kind: "paint"; mood: Mood; seed: number };

export type Answers = { open: null; look: Seen[]; paint: Portrait };

/** What it hears: how far it is, and once the answer or the trouble. */
export type Heard =
  | { number: number; kind: "progress"; stage: Stage | "load"; done: number; of: number }
  | { number: number; kind: "answer"; answer: Answers[keyof Answers] }
  | { number: number; kind: "trouble"; trouble: Trouble; detail: string };
