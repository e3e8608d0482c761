/** All networks run here, beside the page, which stays quick. */
import { lookAt, portrait } from "./engine";
import type { Answers, Ask, Heard, Stage } from "./messages";
import { openNetworks, type Networks } from "./runtime";
import { TabError } from "./stages/network";

let opened: { version: string; networks: Networks } | null = null;

const say = (heard: Heard): void => postMessage(heard);

async function answer(number: number, ask: Ask): Promise<Answers[keyof Answers]> {
  const progress = (stage: Stage | "load", done: number, of: number) =>
    say({ number, kind: "progress", stage, done, of });
  if (ask.kind === "open") {
    opened = await openNetworks(new URL(ask.root), ask.threads, (done, of) =>
      progress("load", done, of),
    );
    return null;
  }
  if (!opened) throw new TabError("failed");
  const { networks, version } = opened;
  if (ask.kind === "look") return lookAt(networks, ask.image, ask.near, ask.quick);
  return portrait(networks, version, ask.mood, ask.seed, progress);
}

addEventListener("message", ({ data }: MessageEvent<{ number: number; ask: Ask }>) => {
  const { number, ask } = data;
  answer(number, ask).then(
    (found) => say({ number, kind: "answer", answer: found }),
    (error: unknown) => {
      const { kind, detail } = troubleOf(error);
      say({ number, kind: "trouble", trouble: kind, detail });
    },
  );
});

function troubleOf(error: unknown): TabError {
  if (error instanceof TabError) return error;
  const full = error instanceof RangeError && /alloc|memory/i.test(error.message);
  return new TabError(full ? "memory" : "failed", error);
}
