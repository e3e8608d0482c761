import { afterEach, expect, test, vi } from "vitest";

import { loadMarks } from "./load";

afterEach(() => vi.unstubAllGlobals());

const BRUSH = { kind: "dab", radius: 3, length: 4, dryness: 0.2, layer: 1 };

test("marks that nobody waits for any more are not fetched on; another may ask again", async () => {
  const asked: { signal: AbortSignal; answer: (response: Response) => void }[] = [];
  vi.stubGlobal(
    "fetch",
    (_: string, { signal }: { signal: AbortSignal }) =>
      new Promise<Response>((answer, refuse) => {
        asked.push({ signal, answer });
        signal.addEventListener("abort", () => refuse(signal.reason as Error));
      }),
  );
  const [first, second] = [new AbortController(), new AbortController()];
  const cancelled = loadMarks(BRUSH, first.signal);
  const waiting = loadMarks(BRUSH, second.signal);
  const failed = waiting.catch((error: unknown) => error);
  await expect.poll(() => asked.length).toBe(1);
  first.abort();
  await expect(cancelled).rejects.toThrow();
  expect(asked[0]?.signal.aborted).toBe(true);
  // The other still wants them: they are asked for once more, in its own name.
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[1]?.signal.aborted).toBe(false);
  second.abort();
  expect(await failed).toBeInstanceOf(Error);
});
