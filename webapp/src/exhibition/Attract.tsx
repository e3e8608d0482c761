import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useState } from "react";

import type { Work } from "@/api/shapes";
import { BeingPainted } from "@/brush/BeingPainted";
import { useReveal } from "@/brush/reveal";
import { SEVEN_WORKS } from "@/components/seven-works";
import { sleep } from "@/lib/time";

import { watchWall, type Room } from "./api";
import style from "./Attract.module.css";
import { onPress } from "./presses";
import { moodInFewWords, WORDS } from "./texts";
import { Watchman } from "./Watchman";

/** A finished work is looked at for so long before the next one is painted. */
const HELD_MS = 7000;
const DAY_MS = 24 * 3600 * 1000;
/** So many of the newest works take turns. */
const MOST = 12;

/** A press is tried again so often and for so long: a busy or restarted server is back by then. */
const AGAIN_MS = 1000;
const TRIES = 20;

type Props = { room: Room; away: boolean; wake: () => Promise<void> };

/** What is seen while nobody is there: works that are painted, and how to begin. */
export function Attract({ room, away, wake }: Props) {
  const [works, setWorks] = useState<Work[]>([]);
  const [turn, setTurn] = useState(0);
  const [pressed, setPressed] = useState(false);
  const next = useCallback(() => setTurn((count) => count + 1), []);
  useEffect(() => watchWall((hung) => setWorks(ofToday(hung))), []);
  const work = works[turn % Math.max(1, works.length)];
  const closed = !room.open;

  const begin = useCallback(() => setPressed(!closed), [closed]);
  // Not after the screen is drawn: somebody may press at once.
  useLayoutEffect(() => onPress(begin), [begin]);
  useWaking(pressed, wake, () => setPressed(false));
  const moment = away || pressed || room.doors === "paused";
  const shut = closed && room.doors !== "paused";

  return (
    <main className={style.attract} data-testid="attract">
      {work ? (
        <Hung key={`${turn} ${work.id}`} work={work} next={next} />
      ) : (
        <Bundled key={turn} number={turn} next={next} />
      )}
      <div className={style.invitation}>
        <h1 className="unseen">VAHA</h1>
        {room.languages.map((language) => (
          <p key={language} lang={language} className={style.call}>
            {shut ? WORDS[language].closed : moment ? WORDS[language].away : WORDS[language].touch}
          </p>
        ))}
        {!closed && (
          <button type="button" className={style.begin} onClick={begin}>
            {WORDS[room.languages[0] ?? "en"].touchDetail}
          </button>
        )}
      </div>
      {room.wake === "face" && !closed && !away && <Watchman near={begin} />}
    </main>
  );
}

/** Those of the last day; of a quiet time the newest. */
function ofToday(works: Work[]): Work[] {
  const today = works.filter(({ created }) => Date.now() - Date.parse(created) < DAY_MS);
  return (today.length > 2 ? today : works).slice(0, MOST);
}

/** Somebody pressed: they are let in as soon as the server can, and it is asked until then. */
function useWaking(pressed: boolean, wake: () => Promise<void>, giveUp: () => void) {
  const end = useEffectEvent(giveUp);
  useEffect(() => {
    if (!pressed) return;
    const stopped = new AbortController();
    const run = async () => {
      for (let tries = 0; tries < TRIES && !stopped.signal.aborted; tries++) {
        if (await wake().then(always, never)) return;
        await sleep(AGAIN_MS, stopped.signal);
      }
      if (!stopped.signal.aborted) end();
    };
    void run();
    return () => stopped.abort();
  }, [pressed, wake]);
}

const always = () => true;
const never = () => false;

function Hung({ work, next }: { work: Work; next: () => void }) {
  const [works] = useState([work]);
  const reveal = useReveal(works, true);
  useEffect(() => {
    if (reveal.playing) return;
    const timer = setTimeout(next, HELD_MS);
    return () => clearTimeout(timer);
  }, [reveal.playing, next]);
  const mood = moodInFewWords(work.mood, WORDS.en);
  return (
    <figure className={style.hung} data-testid="attract-work">
      <BeingPainted work={work} reveal={reveal}>
        <img src={work.url} width={work.width} height={work.height} alt={WORDS.en.work(mood)} />
      </BeingPainted>
    </figure>
  );
}

/** A work that came with VAHA, while none hangs yet. */
function Bundled({ number, next }: { number: number; next: () => void }) {
  const work = SEVEN_WORKS[number % SEVEN_WORKS.length];
  useEffect(() => {
    const timer = setTimeout(next, HELD_MS);
    return () => clearTimeout(timer);
  }, [next]);
  return (
    <figure className={style.hung}>
      <img src={work?.picture} width={512} height={512} alt="" />
    </figure>
  );
}
