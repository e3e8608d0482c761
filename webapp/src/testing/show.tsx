import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";

/** Renders something with all that it needs around it. */
export function show(what: ReactNode) {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, networkMode: "always" } },
  });
  return { client, ...render(<QueryClientProvider client={client}>{what}</QueryClientProvider>) };
}
