import { useEffect, useState } from "react";

import { isOver } from "@/api/events";
import type { Portrait } from "@/api/shapes";

/** So long the chosen works are shown among the candidates, however quickly they are enlarged. */
export const LINGER_MS = 1500;

/**
 * Whether to show a finished portrait as still under way, so that the choice is seen: only to one
 * who was there when it was made.
 */
export function useLinger(portrait: Portrait | undefined): boolean {
  const [watched, setWatched] = useState(false);
  const [seen, setSeen] = useState(false);
  if (portrait && !isOver(portrait) && !watched) setWatched(true);
  const decided = watched && portrait?.candidates.some(({ chosen }) => chosen) === true;

  useEffect(() => {
    if (!decided) return;
    const timer = setTimeout(() => setSeen(true), LINGER_MS);
    return () => clearTimeout(timer);
  }, [decided]);

  return decided && !seen && portrait.state === "done";
}
