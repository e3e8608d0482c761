import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState, type ReactNode } from "react";

import { isApiError, type ApiError } from "@/api/error";
import { keys } from "@/api/keys";
import { commissionPortrait, type Commission } from "@/api/portraits";
import type { Wishes } from "@/api/shapes";
import { navigate } from "@/lib/router";
import { addresses } from "@/lib/routes";
import { backoffMs, sleep } from "@/lib/time";

import { CommissionContext, type Commissioner } from "./commissions";
import { HandingOver, type Handing } from "./HandingOver";

const BUSY_MS = 5000;

/** Hands commissions to the studio, with patience: where it is full or gone it is asked again. */
export function Commissions({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [handing, setHanding] = useState<Handing | null>(null);
  const [wishes, wish] = useState<Wishes>({});
  const under = useRef<AbortController | null>(null);
  const skipWait = useRef<AbortController | null>(null);
  const kept = useRef(new Map<string, Commission>());

  const cancel = useCallback(() => {
    under.current?.abort();
    under.current = null;
    setHanding(null);
  }, []);

  const commission = useCallback(
    async (wanted: Commission) => {
      under.current?.abort();
      const stop = (under.current = new AbortController());
      const stopped = () => stop.signal.aborted;
      for (let attempt = 0; ; attempt += 1) {
        setHanding({ state: "sending" });
        try {
          const portrait = await commissionPortrait(wanted, stop.signal);
          kept.current.set(portrait.id, wanted);
          client.setQueryData(keys.portrait(portrait.id), portrait);
          void client.invalidateQueries({ queryKey: keys.portraits, exact: true });
          setHanding(null);
          navigate(addresses.portrait(portrait.id));
          return;
        } catch (error) {
          if (stopped()) return;
          const wait = isApiError(error) ? waitFor(error, attempt) : null;
          if (wait === null) {
            setHanding({ state: "failed", error });
            return;
          }
          setHanding({ state: whyNotNow(error), until: Date.now() + wait });
          skipWait.current = new AbortController();
          await sleep(wait, AbortSignal.any([stop.signal, skipWait.current.signal]));
          if (stopped()) return;
        }
      }
    },
    [client],
  );

  const commissioner = useMemo<Commissioner>(
    () => ({
      commission: (wanted) => void commission(wished(wanted, wishes)),
      busy: handing !== null,
      wishes,
      wish,
      asked: (portrait) => kept.current.get(portrait) ?? null,
      finished: (portrait) => kept.current.delete(portrait),
    }),
    [commission, handing, wishes],
  );

  return (
    <CommissionContext value={commissioner}>
      {children}
      {handing && (
        <HandingOver handing={handing} cancel={cancel} now={() => skipWait.current?.abort()} />
      )}
    </CommissionContext>
  );
}

/** The commission as it is wished for; a variation is painted as the work that it varies. */
function wished({ photo, options }: Commission, wishes: Wishes): Commission {
  return { photo, options: options.vary ? options : { ...wishes, ...options } };
}

function whyNotNow(error: unknown): "gone" | "own" | "busy" {
  if (!isApiError(error)) return "busy";
  if (error.unreachable) return "gone";
  return error.code === "own_limit" ? "own" : "busy";
}

/** How long to wait before asking again, in milliseconds; null where asking again is of no use. */
function waitFor(error: ApiError, attempt: number): number | null {
  if (error.unreachable) return backoffMs(attempt);
  return error.status === 429 || error.status === 503 ? (error.retryAfterMs ?? BUSY_MS) : null;
}
