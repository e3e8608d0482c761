/** Says something to a screen reader, politely; the same words twice are said once. */
type Listener = (words: string) => void;

let listener: Listener | null = null;

export function announce(words: string): void {
  listener?.(words);
}

export function onAnnouncement(hear: Listener): () => void {
  listener = hear;
  return () => {
    if (listener === hear) listener = null;
  };
}
