import { affectOf } from "@/mood/affect";
import type { Mood } from "@/mood/emotions";
import { useTexts } from "@/texts/use";

import style from "./Why.module.css";

const MIDDLE = 50;
const REACH = 42;

/** Where a mood stands between unpleasant and pleasant, calm and aroused. */
export function Circumplex({ mood }: { mood: Mood }) {
  const { why } = useTexts();
  const { pleasure, arousal } = affectOf(mood);
  return (
    <figure className={style.circumplex}>
      <span className={style.top}>{why.aroused}</span>
      <span className={style.left}>{why.unpleasant}</span>
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle cx={MIDDLE} cy={MIDDLE} r={REACH} />
        <path d="M8 50H92M50 8V92" />
        <circle
          className={style.dot}
          cx={MIDDLE + REACH * pleasure}
          cy={MIDDLE - REACH * arousal}
          r="4"
        />
      </svg>
      <span className={style.right}>{why.pleasant}</span>
      <span className={style.bottom}>{why.calm}</span>
    </figure>
  );
}
