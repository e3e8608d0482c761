import { useEffect, useEffectEvent } from "react";

import { watchCues, type Cue } from "./api";

/** Does what the room's other machines tell, where they are heard at all. */
export function useCues(heard: boolean, does: (cue: Cue) => void): void {
  const told = useEffectEvent(does);
  useEffect(() => (heard ? watchCues((cue) => told(cue)) : undefined), [heard]);
}
