import { useEffect, useRef, useState } from "react";

import { sleep } from "@/lib/time";

import { askRoom, type Room } from "./api";

const EACH_MS = 3000;
/** A server that is away is looked for more often: it may be back at any moment. */
const AWAY_MS = 1000;
/** A server that says nothing for so long is away; one that is slow is given longer each time. */
const PATIENCE_MS = 4000;
const MOST_PATIENCE_MS = 16_000;

/** How long a look waits, after so many that waited in vain since the last answer. */
export const patienceAfter = (inVain: number): number =>
  Math.min(MOST_PATIENCE_MS, PATIENCE_MS * 2 ** inVain);

/** What the room is set to, asked for again and again; and whether the server answers at all. */
export function useRoom(screen: string): { room: Room | null; away: boolean } {
  const [room, setRoom] = useState<Room | null>(null);
  const [away, setAway] = useState(false);
  const born = useRef<string | null>(null);

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const stopped = () => signal.aborted;
    const run = async () => {
      let inVain = 0;
      while (!stopped()) {
        const patience = AbortSignal.timeout(patienceAfter(inVain));
        let pause = EACH_MS;
        try {
          const limit = AbortSignal.any([signal, patience]);
          const found = await askRoom(screen, limit);
          // Another server than before: nobody's visit goes on, and its page may be a newer one.
          if (born.current !== null && born.current !== found.born) location.reload();
          born.current = found.born;
          setRoom(found);
          setAway(false);
          inVain = 0;
        } catch {
          inVain = patience.aborted ? inVain + 1 : 0;
          pause = AWAY_MS;
          if (!stopped()) setAway(true);
        }
        await sleep(pause, signal);
      }
    };
    void run();
    return () => stop.abort();
  }, [screen]);

  useEffect(() => {
    const { dataset } = document.documentElement;
    if (!room || room.theme === "auto") delete dataset.theme;
    else dataset.theme = room.theme;
  }, [room]);

  return { room, away };
}
