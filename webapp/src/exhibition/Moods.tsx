import { SEVEN_WORKS } from "@/components/seven-works";
import type { Mood } from "@/mood/emotions";

import style from "./Exhibition.module.css";
import { Head } from "./Frame";
import type { Words } from "./texts";

type Props = { words: Words; paint: (mood: Partial<Mood>) => void };

/** A mood chosen by hand: nobody is looked at. */
export function Moods({ words, paint }: Props) {
  return (
    <>
      <Head title={words.choose}>{words.chooseDetail}</Head>
      <ul className={style.moods}>
        {SEVEN_WORKS.map(({ emotion, picture }, index) => (
          <li key={emotion}>
            <button
              type="button"
              data-first={index === 0 ? true : undefined}
              onClick={() => paint({ [emotion]: 1 })}
            >
              <img src={picture} width={512} height={512} alt="" />
              <span>{words.emotions[emotion].state}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
