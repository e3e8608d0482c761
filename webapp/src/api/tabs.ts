/** Tells this visitor's other tabs that something was changed, so that they ask again. */
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("vaha");

export function tellOtherTabs(): void {
  channel?.postMessage("changed");
}

export function onOtherTabs(listener: () => void): () => void {
  channel?.addEventListener("message", listener);
  return () => channel?.removeEventListener("message", listener);
}
