import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";

import { call, nothing } from "./client";
import { work, worksPage } from "./checks";
import { keys } from "./keys";
import type { Portrait, Work, WorksPage } from "./shapes";
import { tellOtherTabs } from "./tabs";

const PAGE = 24;

export const worksQuery = (favourites: boolean) =>
  infiniteQueryOptions({
    queryKey: keys.worksList(favourites),
    queryFn: ({ pageParam, signal }) => {
      const wanted = new URLSearchParams({ limit: String(PAGE) });
      if (favourites) wanted.set("favourites", "1");
      if (pageParam !== null) wanted.set("before", pageParam);
      return call(`/works?${wanted.toString()}`, { signal, check: worksPage });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const workQuery = (id: string) =>
  queryOptions({
    queryKey: keys.work(id),
    queryFn: ({ signal }) => call(`/works/${id}`, { signal, check: work }),
  });

/** Where the PNG with its recipe is had as a file. */
export const downloadAddress = ({ url }: Work): string => `${url}?download=1`;

export function useFavourite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, favourite }: { id: string; favourite: boolean }) =>
      call(`/works/${id}`, { method: "PATCH", json: { favourite }, check: work }),
    onSuccess: (changed) => {
      eachWork(client, (one) => (one.id === changed.id ? changed : one));
      void client.invalidateQueries({ queryKey: keys.worksList(true) });
      tellOtherTabs();
    },
  });
}

export function useDeleteWork() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(`/works/${id}`, { method: "DELETE", check: nothing }),
    onSuccess: (_, id) => {
      eachWork(client, (one) => (one.id === id ? null : one));
      client.removeQueries({ queryKey: keys.work(id) });
      void client.invalidateQueries({ queryKey: ["works", "list"] });
      tellOtherTabs();
    },
  });
}

/** Changes a work wherever it is kept: alone, in lists, and in its portrait. */
function eachWork(client: QueryClient, change: (work: Work) => Work | null): void {
  const changeAll = (works: Work[]) => works.map(change).filter((one) => one !== null);
  client.setQueriesData<Work>(
    { queryKey: ["works", "one"] },
    (one) => (one && change(one)) ?? undefined,
  );
  client.setQueriesData<InfiniteData<WorksPage>>(
    { queryKey: ["works", "list"] },
    (lists) =>
      lists && {
        ...lists,
        pages: lists.pages.map((page) => ({ ...page, works: changeAll(page.works) })),
      },
  );
  client.setQueriesData<Portrait>(
    { predicate: ({ queryKey }) => queryKey[0] === "portraits" && queryKey.length === 2 },
    (portrait) => portrait && { ...portrait, works: changeAll(portrait.works) },
  );
}
