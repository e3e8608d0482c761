/** Any touch, key, or button on a stand, heard from before anything is drawn: none is lost. */
type Listener = () => void;

let listener: Listener | null = null;
/** Whether somebody pressed while the page was being loaded, before any screen listened. */
let early = false;
let loading = true;

/** Does what a press does: it is heard where a screen waits for one. */
export function press(): void {
  if (listener) listener();
  else if (loading) early = true;
}

function pressed(event: Event): void {
  // One that is held down is one.
  if (event instanceof KeyboardEvent && (event.repeat || event.ctrlKey || event.altKey)) return;
  press();
}

/** Hears presses from now on; gives how to stop. */
export function hearPresses(): () => void {
  loading = true;
  early = false;
  addEventListener("keydown", pressed);
  addEventListener("pointerup", pressed);
  return () => {
    removeEventListener("keydown", pressed);
    removeEventListener("pointerup", pressed);
  };
}

/** Tells of each press, also of one before the first screen was there; gives how to stop. */
export function onPress(tell: Listener): () => void {
  listener = tell;
  loading = false;
  if (early) tell();
  early = false;
  return () => {
    if (listener === tell) listener = null;
  };
}
