import { queryOptions } from "@tanstack/react-query";

import { call } from "./client";
import { status } from "./checks";
import { keys } from "./keys";

export const statusQuery = queryOptions({
  queryKey: keys.status,
  queryFn: ({ signal }) => call("/status", { signal, check: status }),
  staleTime: 60_000,
});
