import { useEffect } from "react";

import { isOver } from "@/api/events";
import type { Portrait } from "@/api/shapes";

import style from "./Exhibition.module.css";
import { Head } from "./Frame";
import type { Words } from "./texts";
import { usePainting } from "./use-painting";

/** The chosen are seen among the others for so long. */
const LINGER_MS = 1500;

type Props = { words: Words; first: Portrait; over: (portrait: Portrait) => void };

/** A portrait while it comes about: its candidates, each where it will stay. */
export function Painting({ words, first, over }: Props) {
  const { portrait, lost } = usePainting(first);
  const { candidates, candidates_wanted: wanted } = portrait;
  const ended = lost || isOver(portrait);
  useEffect(() => {
    if (!ended) return;
    const end = lost ? { ...portrait, state: "failed" as const } : portrait;
    const timer = setTimeout(() => over(end), portrait.state === "done" ? LINGER_MS : 0);
    return () => clearTimeout(timer);
  }, [ended, lost, portrait, over]);

  const decided = candidates.some(({ chosen }) => chosen);
  return (
    <div className={style.middle}>
      <Head title={words.painting}>
        {portrait.place > 0 ? words.waiting(portrait.place) : words.paintingDetail}
      </Head>
      <ul className={`${style.mosaic} ${decided ? style.decided : ""}`} aria-hidden="true">
        {Array.from({ length: Math.max(wanted, candidates.length) }, (_, index) => {
          const one = candidates[index];
          return (
            <li key={index} className={one?.chosen ? style.chosen : ""}>
              {one && <img src={one.url} width={64} height={64} alt="" />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
