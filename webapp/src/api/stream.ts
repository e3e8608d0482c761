import { EVENT_NAMES, applyEvent, isOver } from "./events";
import { BASE } from "./client";
import type { Portrait } from "./shapes";

type Stream = {
  before: () => Portrait | undefined;
  change: (portrait: Portrait) => void;
  /** The stream ended although the portrait is not over: ask again, then come back. */
  lose: () => void;
  /** The stream broke off; the browser comes back by itself, if there is anything to come back to. */
  doubt: () => void;
};

/** Follows a portrait until it is over; returns how to stop. */
export function followPortrait(id: string, { before, change, lose, doubt }: Stream): () => void {
  const source = new EventSource(`${BASE}/portraits/${id}/events`);
  const hear = (event: MessageEvent<string>) => {
    try {
      const known = before();
      if (!known) return;
      const after = applyEvent(known, event.type, JSON.parse(event.data));
      if (isOver(after)) source.close();
      change(after);
    } catch {
      source.close();
      lose();
    }
  };
  EVENT_NAMES.forEach((name) => source.addEventListener(name, hear));
  source.onerror = () => {
    // While it is connecting, the browser comes back by itself and says what it heard last.
    if (source.readyState === EventSource.CLOSED) lose();
    else doubt();
  };
  return () => source.close();
}
