import { useCallback, useEffect, useRef, useState, type CSSProperties } from "react";

import type { Work } from "@/api/shapes";
import { BeingPainted } from "@/brush/BeingPainted";
import { useReveal } from "@/brush/reveal";

import { watchWall, type Room } from "./api";
import { moodInFewWords, WORDS } from "./texts";
import style from "./Wall.module.css";

/** A work that has just arrived is looked at for so long. */
const HELD_MS = 6000;
/** While nothing arrives, one of those that hang is painted again so often. */
const QUIET_MS = 45_000;
const NONE: Work[] = [];

/** What hangs, on a screen of its own: each new work is painted large, then takes its place. */
export function Wall({ room }: { room: Room }) {
  const [told, setTold] = useState<Work[] | null>(null);
  const works = told ?? NONE;
  const [arriving, setArriving] = useState<{ work: Work; fresh: boolean }[]>([]);
  const known = useRef<Set<string> | null>(null);
  const shape = useShape();

  useEffect(
    () =>
      watchWall((hung) => {
        const before = known.current;
        known.current = new Set(hung.map(({ id }) => id));
        setTold(hung);
        const fresh = before ? hung.filter(({ id }) => !before.has(id)).reverse() : [];
        const still = known.current;
        setArriving((now) => [
          ...now.filter(({ work }) => still.has(work.id)),
          ...fresh.map((work) => ({ work, fresh: true })),
        ]);
      }),
    [],
  );
  const next = useCallback(() => setArriving((now) => now.slice(1)), []);
  const [shown] = arriving;

  useEffect(() => {
    if (shown || works.length === 0) return;
    const timer = setTimeout(() => {
      const work = works[Math.floor(Math.random() * works.length)];
      if (work) setArriving([{ work, fresh: false }]);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [shown, works]);

  const hidden = new Set(arriving.filter(({ fresh }) => fresh).map(({ work }) => work.id));
  const columns = columnsFor(works.length, shape);
  const rows = Math.max(1, Math.ceil(works.length / columns));
  return (
    <main className={style.wall} data-testid="wall" aria-busy={told === null}>
      <h1 className="unseen">{WORDS[room.languages[0] ?? "en"].wall}</h1>
      <ul style={{ "--columns": columns, "--rows": rows } as CSSProperties} className={style.hung}>
        {works.map((work) => (
          <li key={work.id} className={hidden.has(work.id) ? style.coming : ""}>
            <img
              src={work.url}
              width={work.width}
              height={work.height}
              alt={WORDS.en.work(moodInFewWords(work.mood, WORDS.en))}
              data-testid="hung"
            />
          </li>
        ))}
      </ul>
      {shown && <Arriving key={shown.work.id} {...shown} languages={room.languages} next={next} />}
    </main>
  );
}

type ArrivingProps = {
  work: Work;
  fresh: boolean;
  languages: Room["languages"];
  next: () => void;
};

function Arriving({ work, fresh, languages, next }: ArrivingProps) {
  const [works] = useState([work]);
  const reveal = useReveal(works, true);
  useEffect(() => {
    if (reveal.playing) return;
    const timer = setTimeout(next, HELD_MS);
    return () => clearTimeout(timer);
  }, [reveal.playing, next]);
  return (
    <figure className={style.arriving} data-testid="arriving">
      <BeingPainted work={work} reveal={reveal}>
        <img src={work.url} width={work.width} height={work.height} alt="" />
      </BeingPainted>
      <figcaption>
        {languages.map((language) => (
          <p key={language} lang={language}>
            <em>{moodInFewWords(work.mood, WORDS[language])}</em>
            {fresh && <span> {WORDS[language].newWork}</span>}
          </p>
        ))}
      </figcaption>
    </figure>
  );
}

/** So many columns of squares fill a screen of this shape best. */
export function columnsFor(count: number, { width, height }: Shape): number {
  let best = { columns: 1, side: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const side = Math.min(width / columns, height / Math.ceil(count / columns));
    if (side > best.side) best = { columns, side };
  }
  return best.columns;
}

type Shape = { width: number; height: number };

function useShape(): Shape {
  const [shape, setShape] = useState(() => ({ width: innerWidth, height: innerHeight }));
  useEffect(() => {
    const look = () => setShape({ width: innerWidth, height: innerHeight });
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, []);
  return shape;
}
