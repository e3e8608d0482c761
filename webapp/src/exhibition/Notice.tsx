import { useState } from "react";

import { Button } from "@/components/Button";

import type { Language, Room } from "./api";
import style from "./Exhibition.module.css";
import { Head } from "./Frame";
import { WORDS, type Words } from "./texts";

/** Nobody agrees with the press that woke the screen. */
const READ_MS = 1000;

type Props = {
  room: Room;
  words: Words;
  language: Language;
  speak: (language: Language) => void;
  agree: () => void;
  byHand: () => void;
};

/** What happens here, and the visitor's yes, before anything of them is read. */
export function Notice({ room, words, language, speak, agree, byHand }: Props) {
  const [shown] = useState(() => performance.now());
  const points = room.reading ? words.points : words.pointsWithout;
  const readily = (go: () => void) => () => {
    if (performance.now() - shown > READ_MS) go();
  };
  return (
    <div className={style.notice}>
      {room.languages.length > 1 && (
        <div className={style.languages} role="group" aria-label={words.language}>
          {room.languages.map((one) => (
            <Button
              key={one}
              lang={one}
              kind={one === language ? "primary" : "plain"}
              aria-pressed={one === language}
              onClick={() => speak(one)}
            >
              {WORDS[one].name}
            </Button>
          ))}
        </div>
      )}
      <Head title={words.notice} />
      <ul className={style.points}>
        {points.map(([title, text]) => (
          <li key={title}>
            <h2>{title}</h2>
            <p>{text}</p>
          </li>
        ))}
      </ul>
      <div className={style.choices}>
        {room.reading && (
          <Button kind="primary" className={style.large} data-first onClick={readily(agree)}>
            {words.agree}
          </Button>
        )}
        <Button
          kind={room.reading ? "plain" : "primary"}
          className={style.large}
          data-first={room.reading ? undefined : true}
          onClick={readily(byHand)}
        >
          {words.byHand}
        </Button>
      </div>
    </div>
  );
}
