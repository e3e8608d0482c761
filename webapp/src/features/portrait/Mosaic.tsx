import type { Portrait } from "@/api/shapes";
import { useTexts } from "@/texts/use";

import style from "./Progress.module.css";

/** The candidates, each where it will stay: empty places fill as they are painted. */
export function Mosaic({ portrait }: { portrait: Portrait }) {
  const { portrait: texts } = useTexts();
  const { candidates, candidates_wanted: wanted } = portrait;
  const decided = candidates.some(({ chosen }) => chosen);
  const empty = Math.max(0, wanted - candidates.length);
  return (
    <ul className={`${style.mosaic} ${decided ? style.decided : ""}`} aria-label={texts.mosaic}>
      {candidates.map(({ seed, url, chosen }, index) => (
        <li
          key={seed}
          className={`${style.cell} ${chosen ? style.chosen : ""}`}
          data-candidate={chosen ? "chosen" : "painted"}
        >
          <img
            src={url}
            width={64}
            height={64}
            alt={chosen ? texts.candidateChosen(index + 1) : texts.candidate(index + 1)}
          />
        </li>
      ))}
      {Array.from({ length: empty }, (_, index) => (
        <li key={`empty ${index}`} className={style.cell} aria-hidden="true" />
      ))}
    </ul>
  );
}
