/** What the page remembers in this browser; where the browser forbids it, only until it is closed. */
const PREFIX = "vaha.";
const fallback = new Map<string, string>();

export type Remembered = "language" | "theme" | "consent" | "hold" | "camera" | "painted" | "tone";

export function recall(key: Remembered): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return fallback.get(key) ?? null;
  }
}

export function remember(key: Remembered, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    fallback.set(key, value);
  }
}

export function forgetAll(): void {
  fallback.clear();
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // Then there is nothing to forget.
  }
}
