import { useState } from "react";

import type { Work } from "@/api/shapes";
import { CriticBars } from "@/components/Bars";
import { Painting } from "@/components/Painting";
import { useTexts } from "@/texts/use";
import { liftInWords, moodInWords } from "@/texts/words";

import { Lightbox } from "./Lightbox";
import { WorkActions } from "./WorkActions";
import style from "./WorkFigure.module.css";

type Props = { works: Work[]; vary: (work: Work) => void };

/** The works of a portrait side by side, each with why it was chosen. */
export function ThreeWorks({ works, vary }: Props) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <>
      <div className={style.wall}>
        {works.map((work, index) => (
          <WorkFigure
            key={work.id}
            work={work}
            rank={work.rank ?? index + 1}
            open={() => setOpen(index)}
            vary={() => vary(work)}
          />
        ))}
      </div>
      {open !== null && <Lightbox works={works} start={open} close={() => setOpen(null)} />}
    </>
  );
}

type FigureProps = { work: Work; rank: number; open: () => void; vary: () => void };

function WorkFigure({ work, rank, open, vary }: FigureProps) {
  const texts = useTexts();
  const title = moodInWords(work.mood, texts);
  return (
    <figure className={style.figure} data-testid="work">
      <button
        type="button"
        className={`${style.open} ${style.arrive}`}
        aria-label={`${texts.works.number(rank)}: ${texts.works.open(title)}`}
        onClick={open}
      >
        <Painting work={work} />
      </button>
      <figcaption className={style.label}>
        <p className={style.number}>{rank === 1 ? texts.works.first : texts.works.number(rank)}</p>
        {work.lift !== null && <p className="quiet small">{liftInWords(work.lift, texts)}</p>}
        <WorkActions work={work} vary={vary} />
        <div className={style.critic}>
          <h3>{texts.works.criticSays}</h3>
          <CriticBars scores={work.scores} />
        </div>
      </figcaption>
    </figure>
  );
}
