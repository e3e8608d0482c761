import { useState } from "react";

import type { Work } from "@/api/shapes";
import { useReveal } from "@/brush/reveal";
import { Button } from "@/components/Button";

import type { Language, Room } from "./api";
import frame from "./Exhibition.module.css";
import { Head } from "./Frame";
import style from "./Kept.module.css";
import { moodInFewWords, type Words } from "./texts";
import { Network, One } from "./Works";

type Props = { room: Room; words: Words; language: Language; work: Work; again: () => void };

/** A moment that was kept: the painting and its film, and what may be done with them. */
export function Kept({ room, words, language, work, again }: Props) {
  const [works] = useState([work]);
  const reveal = useReveal(works, true);
  const [wifi, setWifi] = useState<string | null>(null);
  return (
    <div className={style.kept}>
      <Head title={`${words.moment}: ${moodInFewWords(work.mood, words)}`}>
        {room.take_home && words.takeHome}
      </Head>
      <div className={style.both} data-film={work.film !== null}>
        <ul onClick={reveal.skip}>
          <One {...{ room, words, language, work, reveal, setWifi }} />
        </ul>
        {work.film !== null && <Film words={words} address={work.film} />}
      </div>
      <div className={style.below}>
        <Button className={frame.large} onClick={again}>
          {words.again}
        </Button>
        {wifi && <Network words={words} code={wifi} />}
      </div>
    </div>
  );
}

/** It is made when it is first asked for, which takes some seconds. */
function Film({ words, address }: { words: Words; address: string }) {
  const [there, setThere] = useState(false);
  return (
    <figure className={style.film}>
      <video
        src={address}
        autoPlay
        loop
        muted
        playsInline
        aria-label={words.film}
        data-testid="film"
        onLoadedData={() => setThere(true)}
      />
      <figcaption role="status">{there ? words.film : words.filming}</figcaption>
    </figure>
  );
}
