import { useState } from "react";

import type { Work } from "@/api/shapes";
import { BeingPainted } from "@/brush/BeingPainted";
import { useReveal, type Reveal } from "@/brush/reveal";
import { RevealButton } from "@/brush/RevealButton";
import { CriticBars } from "@/components/Bars";
import { Painting } from "@/components/Painting";
import { useTexts } from "@/texts/use";
import { liftInWords, workInWords } from "@/texts/words";

import { Lightbox } from "./Lightbox";
import { WorkActions } from "./WorkActions";
import style from "./WorkFigure.module.css";

type Props = {
  works: Work[];
  /** Whether they were just made: then they are painted before the visitor's eyes. */
  fresh: boolean;
  vary: (work: Work) => void;
};

/** The works of a portrait side by side, each with why it was chosen. */
export function ThreeWorks({ works, fresh, vary }: Props) {
  const [open, setOpen] = useState<number | null>(null);
  const reveal = useReveal(works, fresh);
  return (
    <>
      <RevealButton reveal={reveal} />
      <div className={style.wall}>
        {works.map((work, index) => (
          <WorkFigure
            key={work.id}
            work={work}
            rank={work.rank ?? index + 1}
            reveal={reveal}
            open={() => (reveal.playing ? reveal.skip() : setOpen(index))}
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

type FigureProps = {
  work: Work;
  rank: number;
  reveal: Reveal;
  open: () => void;
  vary: () => void;
};

function WorkFigure({ work, rank, reveal, open, vary }: FigureProps) {
  const texts = useTexts();
  const title = workInWords(work, texts);
  return (
    <figure className={style.figure} data-testid="work">
      <button
        type="button"
        className={reveal.untouched ? `${style.open} ${style.arrive}` : style.open}
        aria-label={texts.works.open(title)}
        onClick={open}
      >
        <BeingPainted work={work} reveal={reveal}>
          <Painting work={work} />
        </BeingPainted>
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
