/** Whether the server answers, for whoever wants to know: each call of the client tells it. */
type Listener = () => void;

const listeners = new Set<Listener>();
let answering = true;

/** Whether the server still lets this page in; a studio that was started anew may not. */
let letIn = true;

export function tellLetIn(now: boolean): void {
  if (now === letIn) return;
  letIn = now;
  listeners.forEach((listener) => listener());
}

export const isLetIn = (): boolean => letIn;

export function tellAnswering(now: boolean): void {
  if (now === answering) return;
  answering = now;
  listeners.forEach((listener) => listener());
}

export const isAnswering = (): boolean => answering;

export function onAnsweringChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
