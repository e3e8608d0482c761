import { FACE_EMOTIONS, type Mood } from "@/mood/emotions";

import hand from "./hand.json";

/** The manner of the live painting: vaha.hand.manners says what its numbers mean. */
export type LiveManner = Omit<typeof hand.live.manner, "imprint" | "palette">;

const grown = Math.exp;
const within = (value: number) => Math.min(1, Math.max(0, value));

/** The manner as a mood moves the hand, or as it is: vaha.hand.affect. */
export function moved(manner: LiveManner, mood: Mood | null): LiveManner {
  if (!mood) return manner;
  const along = (index: number) =>
    FACE_EMOTIONS.reduce((sum, name) => sum + mood[name] * (hand.affects[name][index] ?? 0), 0);
  const [p, a, d] = [along(0), along(1), along(2)];
  const unrest = Math.max(0, a - p) / 2;
  const longer = grown(-0.6 * p - 0.22 * a);
  const lively = grown(0.6 * a + 0.35 * p);
  return {
    ...manner,
    radii: manner.radii.map((radius) => radius * grown(0.5 * d + 0.15 * a)),
    thresholds: manner.thresholds.map((threshold) => threshold * grown(0.2 * (a - p))),
    spacing: manner.spacing * longer ** 0.5,
    length: manner.length * longer,
    follow: Math.min(1, manner.follow * grown(0.6 * p - 0.5 * a)),
    jitter: manner.jitter.map((one) => one * lively),
    wander: manner.wander * grown(1.2 * a - 0.6 * d),
    turbulence: manner.turbulence + 0.8 * unrest,
    dryness: within(manner.dryness * grown(-0.7 * p)),
    relief: manner.relief * grown(0.65 * a - 0.25 * p + 0.25 * d),
    lean: manner.lean - 0.9 * p,
  };
}
