import { useEffect, useState } from "react";

import { call } from "@/api/client";
import { portrait as checkPortrait } from "@/api/checks";
import { isOver } from "@/api/events";
import type { Portrait } from "@/api/shapes";
import { followPortrait } from "@/api/stream";
import { sleep } from "@/lib/time";

const AGAIN_MS = 1000;

/** A portrait as far as it has come, until it is over; `lost` where the server no longer has it. */
export function usePainting(first: Portrait): { portrait: Portrait; lost: boolean } {
  const [portrait, setPortrait] = useState(first);
  const [lost, setLost] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const { id } = first;

  useEffect(() => {
    const stopped = new AbortController();
    let known: Portrait | undefined;
    let stop: (() => void) | null = null;
    const comeBack = () => {
      void sleep(AGAIN_MS, stopped.signal).then(
        () => stopped.signal.aborted || setAttempt((count) => count + 1),
      );
    };
    const follow = () => {
      stop = followPortrait(id, {
        before: () => known,
        change: (after) => {
          known = after;
          setPortrait(after);
        },
        lose: comeBack,
        doubt: () => undefined,
      });
    };
    call(`/portraits/${id}`, { signal: stopped.signal, check: checkPortrait }).then(
      (found) => {
        known = found;
        setPortrait(found);
        if (!isOver(found) && !stopped.signal.aborted) follow();
      },
      () => stopped.signal.aborted || (attempt < 5 ? comeBack() : setLost(true)),
    );
    return () => {
      stopped.abort();
      stop?.();
    };
  }, [id, attempt]);

  return { portrait, lost };
}
