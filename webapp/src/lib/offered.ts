import { useEffect } from "react";

import { navigate } from "./router";
import { addresses } from "./routes";

type Take = (file: File) => void;

let waiting: File | null = null;
let taker: Take | null = null;

/** Hands a file that was dropped or pasted on any screen to the one that reads photos. */
export function offerFile(file: File): void {
  if (taker) {
    taker(file);
    return;
  }
  waiting = file;
  navigate(addresses.mirror);
}

/** Takes what is offered while this is shown, and what was offered before. */
export function useOffered(take: Take): void {
  useEffect(() => {
    taker = take;
    const file = waiting;
    waiting = null;
    if (file) take(file);
    return () => {
      taker = null;
    };
  }, [take]);
}
