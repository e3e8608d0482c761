import type { Mood } from "@/mood/emotions";

import style from "./MoodImpression.module.css";
import { SEVEN_WORKS } from "./seven-works";

/** What a mood may come to look like: seven finished works seen through one another, out of focus. */
export function MoodImpression({ mood }: { mood: Mood | null }) {
  const shares = SEVEN_WORKS.map(({ emotion }) => mood?.[emotion] ?? 0);
  return (
    <div className={style.impression} aria-hidden="true">
      {SEVEN_WORKS.map(({ emotion, picture }, index) => (
        <img key={emotion} src={picture} alt="" style={{ opacity: coverage(shares, index) }} />
      ))}
    </div>
  );
}

/**
 * How opaque a layer must be for all layers, laid on one another from the first to the last, to
 * show in proportion to their shares.
 */
export function coverage(shares: number[], index: number): number {
  const sofar = shares.slice(0, index + 1).reduce((sum, share) => sum + share, 0);
  return sofar > 0 ? (shares[index] ?? 0) / sofar : 0;
}
