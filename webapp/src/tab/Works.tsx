import { useEffect, useState } from "react";

import { CriticBars, MoodBars } from "@/components/Bars";
import { Button } from "@/components/Button";
import { topOf } from "@/mood/weights";
import { useTexts } from "@/texts/use";
import { moodInWords, mostFelt } from "@/texts/words";

import style from "./Tab.module.css";
import type { Portrait, Work } from "./messages";
import { pngOf, recipeOf } from "./png";
import type { Words } from "./texts";

type Props = { portrait: Portrait; words: Words; again: () => void; other: () => void };

/** The three works, each to be saved. */
export function Works({ portrait, words, again, other }: Props) {
  const texts = useTexts();
  return (
    <>
      <h1 tabIndex={-1}>{moodInWords(portrait.mood, texts)}</h1>
      <ul className={style.works} aria-label={words.works}>
        {portrait.works.map((work, rank) => (
          <Shown key={work.seed} portrait={portrait} work={work} rank={rank + 1} words={words} />
        ))}
      </ul>
      <div className={style.actions}>
        <Button kind="primary" onClick={again}>
          {words.again}
        </Button>
        <Button onClick={other}>{words.another}</Button>
      </div>
      <MoodBars mood={portrait.mood} />
      <p className={style.small} data-seconds={portrait.took.toFixed(2)}>
        {words.seconds(portrait.took)} {words.strokes} {words.guess}
      </p>
    </>
  );
}

type ShownProps = { portrait: Portrait; work: Work; rank: number; words: Words };

function Shown({ portrait, work, rank, words }: ShownProps) {
  const texts = useTexts();
  const url = useAddress(portrait, work);
  const mood = moodInWords(portrait.mood, texts);
  const { picture, seed, verdict } = work;
  const alt = texts.works.alt(mood, texts.art[mostFelt(verdict.scores)]);
  return (
    <li>
      {url && <img src={url} width={picture.width} height={picture.height} alt={alt} />}
      <CriticBars scores={verdict.scores} />
      {url && (
        <a href={url} download={`${topOf(portrait.mood)}-${rank}-seed${seed}.png`}>
          {words.save}
        </a>
      )}
    </li>
  );
}

/** Where the work's PNG is while it is shown. */
function useAddress(portrait: Portrait, work: Work): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let wanted = true;
    pngOf(work.picture, recipeOf(portrait, work)).then(
      (png) => {
        if (!wanted) return;
        made = URL.createObjectURL(png);
        setUrl(made);
      },
      // Without memory for a picture its bars are shown alone.
      () => undefined,
    );
    return () => {
      wanted = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [portrait, work]);
  return url;
}
