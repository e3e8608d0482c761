import { useEffect } from "react";

import type { Portrait } from "@/api/shapes";
import { MoodBars } from "@/components/Bars";
import { Button } from "@/components/Button";
import { Icon } from "@/components/Icon";
import { Heading } from "@/components/Screen";
import { announce } from "@/lib/announce";
import { useTexts } from "@/texts/use";
import { moodInWords } from "@/texts/words";

import { Mosaic } from "./Mosaic";
import style from "./Progress.module.css";
import { stepsOf } from "./steps";

type Props = { portrait: Portrait; cancel: () => void };

/** A portrait on its way: its place in the queue, then what is going on, as it goes on. */
export function Progress({ portrait, cancel }: Props) {
  return portrait.state === "queued" ? (
    <Queued portrait={portrait} cancel={cancel} />
  ) : (
    <Running portrait={portrait} cancel={cancel} />
  );
}

function Queued({ portrait, cancel }: Props) {
  const { portrait: texts } = useTexts();
  useSaid(`${texts.queued}. ${texts.place(portrait.place)}`);
  return (
    <section className={style.queue}>
      <Heading>{texts.queued}</Heading>
      <p className={style.place}>{texts.place(portrait.place)}</p>
      <p className="quiet">{texts.queuedText}</p>
      <Button onClick={cancel}>{texts.cancel}</Button>
    </section>
  );
}

function Running({ portrait, cancel }: Props) {
  const texts = useTexts();
  const steps = stepsOf(portrait, texts);
  const now = steps.find(({ state }) => state === "now");
  useSaid(now?.words ?? "");
  return (
    <div className={style.progress}>
      <div className={style.head}>
        <Heading>
          {portrait.mood ? moodInWords(portrait.mood, texts) : texts.portrait.title}
        </Heading>
        <ol className={style.steps} aria-label={texts.portrait.steps}>
          {steps.map(({ stage, state, words, count }) => (
            <li
              key={stage}
              className={`${style.step} ${state === "to come" ? "" : style[state]}`}
              aria-current={state === "now" ? "step" : undefined}
              data-stage={stage}
            >
              <span className={style.mark}>{state === "past" && <Icon name="check" />}</span>
              <span>{words}</span>
              <span className={style.count}>{count}</span>
            </li>
          ))}
        </ol>
      </div>
      <Mosaic portrait={portrait} />
      <div className={style.rest}>
        {portrait.mood && <MoodBars mood={portrait.mood} />}
        <Button onClick={cancel}>{texts.portrait.cancel}</Button>
      </div>
    </div>
  );
}

function useSaid(words: string): void {
  useEffect(() => {
    if (words) announce(words);
  }, [words]);
}
