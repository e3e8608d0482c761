import type { Portrait } from "@/api/shapes";
import { MoodBars } from "@/components/Bars";
import { useTexts } from "@/texts/use";

import { Mosaic } from "./Mosaic";
import style from "./Result.module.css";

/** Why these works: the mood that was read or asked for, and all that the critic chose from. */
export function Why({ portrait }: { portrait: Portrait }) {
  const { portrait: texts } = useTexts();
  const { mood, asked, faces, sure, candidates } = portrait;
  return (
    <section className={style.why}>
      <div>
        <h2>
          {asked ? texts.asked : faces.length > 1 ? texts.sawSeveral(faces.length) : texts.saw}
        </h2>
        {sure === false && !asked && <p className="quiet">{texts.unsure}</p>}
        {mood && <MoodBars mood={mood} />}
      </div>
      <div>
        <p className="quiet">{texts.why}</p>
        {candidates.length > 0 && (
          <details className={`${style.all} on-screen`}>
            <summary>{texts.all(candidates.length)}</summary>
            <Mosaic portrait={portrait} />
          </details>
        )}
      </div>
    </section>
  );
}
