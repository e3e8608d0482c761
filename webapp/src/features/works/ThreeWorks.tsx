import { useState } from "react";

import type { Work } from "@/api/shapes";
import { CriticBars } from "@/components/Bars";
import { Painting } from "@/components/Painting";
import { useTexts } from "@/texts/use";
import { liftInWords, workInWords } from "@/texts/words";

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

/** Where the works stand side by side there is room for all that is said of them. */
const startsOpen = (): boolean => matchMedia("(min-width: 48rem)").matches;

type FigureProps = { work: Work; rank: number; open: () => void; vary: () => void };

function WorkFigure({ work, rank, open, vary }: FigureProps) {
  const texts = useTexts();
  const title = workInWords(work, texts);
  return (
    <figure className={style.figure} data-testid="work">
      <button
        type="button"
        className={`${style.open} ${style.arrive}`}
        aria-label={texts.works.open(title)}
        onClick={open}
      >
        <Painting work={work} />
      </button>
      <figcaption className={style.label}>
        <p className={style.number}>{rank === 1 ? texts.works.first : texts.works.number(rank)}</p>
        {work.lift !== null && <p className="quiet small">{liftInWords(work.lift, texts)}</p>}
        <WorkActions work={work} vary={vary} />
        <details className={style.critic} open={startsOpen()}>
          <summary>{texts.works.criticSays}</summary>
          <CriticBars scores={work.scores} />
        </details>
      </figcaption>
    </figure>
  );
}
