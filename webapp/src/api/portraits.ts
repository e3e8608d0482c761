import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { call, nothing } from "./client";
import { portrait, portraits } from "./checks";
import { isApiError } from "./error";
import { isOver } from "./events";
import { keys } from "./keys";
import type { Portrait, PortraitOptions } from "./shapes";
import { statusQuery } from "./status";
import { followPortrait } from "./stream";

const RECONNECT_MS = 1500;

/** What is asked of the studio: a photo, a mood, or a work to vary. */
export type Commission = { photo: Blob | null; options: PortraitOptions };

export function commissionPortrait(
  { photo, options }: Commission,
  signal?: AbortSignal,
): Promise<Portrait> {
  const form = new FormData();
  if (photo) form.set("photo", photo, "photo");
  form.set("options", JSON.stringify(options));
  return call("/portraits", { method: "POST", body: form, signal, check: portrait });
}

export const cancelPortrait = (id: string): Promise<null> =>
  call(`/portraits/${id}`, { method: "DELETE", check: nothing });

export const portraitsQuery = queryOptions({
  queryKey: keys.portraits,
  queryFn: async ({ signal }) => (await call("/portraits", { signal, check: portraits })).portraits,
});

const WATCH_MS = 3000;

/** This visitor's portraits, asked for more often while one is under way; its end brings new works. */
export function useMyPortraits() {
  const client = useQueryClient();
  const { data } = useQuery({
    ...portraitsQuery,
    refetchInterval: ({ state }) => (state.data?.some((one) => !isOver(one)) ? WATCH_MS : 10_000),
  });
  const finished = data
    ?.filter(({ state }) => state === "done")
    .map(({ id }) => id)
    .join(" ");
  const before = useRef(finished);
  useEffect(() => {
    if (before.current !== undefined && before.current !== finished)
      void client.invalidateQueries({ queryKey: keys.works });
    before.current = finished;
  }, [client, finished]);
  return data;
}

export const portraitQuery = (id: string) =>
  queryOptions({
    queryKey: keys.portrait(id),
    queryFn: ({ signal }) => call(`/portraits/${id}`, { signal, check: portrait }),
    // The stream tells of every change.
    staleTime: Infinity,
  });

/** A portrait, kept up to date by the server's events until it is over. */
export function usePortrait(id: string) {
  const client = useQueryClient();
  const query = useQuery(portraitQuery(id));
  const [attempt, setAttempt] = useState(0);
  const following = query.data !== undefined && !isOver(query.data);

  useEffect(() => {
    if (!following) return;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const comeBack = () => {
      retry = setTimeout(() => {
        client
          .query({ ...portraitQuery(id), staleTime: 0 })
          .then(() => setAttempt((count) => count + 1))
          .catch((error: unknown) => {
            // A portrait that the server no longer knows is shown as such by the query itself.
            if (isApiError(error) && error.status === 404) void query.refetch();
            else comeBack();
          });
      }, RECONNECT_MS);
    };
    const stop = followPortrait(id, {
      before: () => client.getQueryData(portraitQuery(id).queryKey),
      change: (after) => {
        client.setQueryData(portraitQuery(id).queryKey, after);
        if (!isOver(after)) return;
        void client.invalidateQueries({ queryKey: keys.works });
        void client.invalidateQueries({ queryKey: keys.portraits, exact: true });
      },
      lose: comeBack,
      // Asking anything at all tells the whole page whether the server still answers.
      doubt: () => void client.query({ ...statusQuery, staleTime: 0 }).catch(() => undefined),
    });
    return () => {
      clearTimeout(retry);
      stop();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `query` is new at every rendering
  }, [client, id, following, attempt]);

  return query;
}
