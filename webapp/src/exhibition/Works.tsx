import { useEffect, useState } from "react";

import type { Portrait, Work } from "@/api/shapes";
import { BeingPainted } from "@/brush/BeingPainted";
import { useReveal, type Reveal } from "@/brush/reveal";
import { Button } from "@/components/Button";

import { codeOf, hangWork, type Code, type Language, type Room } from "./api";
import frame from "./Exhibition.module.css";
import { Head } from "./Frame";
import { Print } from "./Print";
import { Question } from "./Question";
import { moodInFewWords, type Words } from "./texts";
import style from "./Works.module.css";

type Props = {
  room: Room;
  words: Words;
  language: Language;
  portrait: Portrait;
  again: () => void;
  /** The works are there, and nobody watches them being painted any more. */
  revealed: () => void;
};

/** The works of a visit, painted before the visitor's eyes, and what may be done with them. */
export function Works({ room, words, language, portrait, again, revealed }: Props) {
  const { works } = portrait;
  const reveal = useReveal(works, true);
  useEffect(() => {
    if (!reveal.playing) revealed();
  }, [reveal.playing, revealed]);
  const [wifi, setWifi] = useState<string | null>(null);
  const mood = portrait.mood ? moodInFewWords(portrait.mood, words) : "";
  return (
    <div className={style.works}>
      <Head title={portrait.asked ? words.worksChosen(mood) : words.works(mood)}>
        {room.take_home && words.takeHome}
      </Head>
      <ul className={style.three} onClick={reveal.skip}>
        {works.map((work) => (
          <One key={work.id} {...{ room, words, language, work, reveal, setWifi }} />
        ))}
      </ul>
      <div className={style.below}>
        <Button className={frame.large} onClick={again}>
          {words.again}
        </Button>
        {room.question && !reveal.playing && works.length === 3 && (
          <Question words={words} portrait={portrait.id} />
        )}
        {wifi && <Network words={words} code={wifi} />}
      </div>
    </div>
  );
}

/** The way into the wireless network in which the codes lead somewhere. */
export function Network({ words, code }: { words: Words; code: string }) {
  return (
    <figure className={style.network}>
      <figcaption>{words.wifi}</figcaption>
      <img src={code} alt="" />
    </figure>
  );
}

type OneProps = {
  room: Room;
  words: Words;
  language: Language;
  work: Work;
  reveal: Reveal;
  /** The way into the network of the codes is the same for all. */
  setWifi: (code: string | null) => void;
};

/** One work, and what may be done with it. */
export function One({ room, words, language, work, reveal, setWifi }: OneProps) {
  const mood = moodInFewWords(work.mood, words);
  return (
    <li className={style.one} data-testid="work">
      <BeingPainted work={work} reveal={reveal}>
        <img src={work.url} width={work.width} height={work.height} alt={words.work(mood)} />
      </BeingPainted>
      <div className={style.beside}>
        {room.hanging && <Hang words={words} work={work} />}
        {room.printing && <Print words={words} language={language} work={work} />}
        {room.take_home && <TakeHome words={words} work={work} setWifi={setWifi} />}
      </div>
    </li>
  );
}

function Hang({ words, work }: { words: Words; work: Work }) {
  const [hangs, setHangs] = useState(work.favourite);
  if (hangs)
    return (
      <p className={style.said} role="status">
        {words.hangs}
      </p>
    );
  return (
    <Button
      className={frame.large}
      onClick={() =>
        void hangWork(work.id).then(
          () => setHangs(true),
          () => undefined,
        )
      }
    >
      {words.hang}
    </Button>
  );
}

type TakeHomeProps = { words: Words; work: Work; setWifi: OneProps["setWifi"] };

function TakeHome({ words, work, setWifi }: TakeHomeProps) {
  const [code, setCode] = useState<Code | null>(null);
  useEffect(() => {
    let wanted = true;
    // Where no telephone reaches this machine any more there is no code, and nothing to be said.
    codeOf(work.id).then(
      (found) => {
        if (!wanted) return;
        setCode(found);
        setWifi(found.wifi);
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [work.id, setWifi]);
  if (!code) return null;
  return (
    <img
      src={code.picture}
      className={style.code}
      alt={words.code}
      data-testid="code"
      data-address={code.address}
    />
  );
}
