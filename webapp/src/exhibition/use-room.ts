import { useEffect, useRef, useState } from "react";

import { sleep } from "@/lib/time";

import { askRoom, type Room } from "./api";

const EACH_MS = 3000;
/** A server that says nothing for so long is away. */
const PATIENCE_MS = 8000;

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
      while (!stopped()) {
        try {
          const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
          const found = await askRoom(screen, limit);
          // Another server than before: nobody's visit goes on, and its page may be a newer one.
          if (born.current !== null && born.current !== found.born) location.reload();
          born.current = found.born;
          setRoom(found);
          setAway(false);
        } catch {
          if (!stopped()) setAway(true);
        }
        await sleep(EACH_MS, signal);
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
