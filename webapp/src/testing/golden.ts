import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** The examples that the server's own tests write and check. */
const GOLDEN = resolve(import.meta.dirname, "../../../tests/golden");

export const goldenNames = (): string[] => readdirSync(GOLDEN);

export const golden = (name: string): unknown =>
  JSON.parse(readFileSync(join(GOLDEN, name), "utf-8"));

/** The events of a portrait's stream, in their order. */
export function goldenEvents(): { name: string; data: unknown }[] {
  const text = readFileSync(join(GOLDEN, "events.txt"), "utf-8");
  return text
    .split("\n\n")
    .filter((block) => block.includes("event:"))
    .map((block) => ({
      name: /^event: (.*)$/m.exec(block)?.[1] ?? "",
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "null") as unknown,
    }));
}
