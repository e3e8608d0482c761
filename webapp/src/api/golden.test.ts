import { expect, test } from "vitest";

import { golden, goldenEvents, goldenNames } from "@/testing/golden";

import { list, text, type Check } from "./check";
import * as checks from "./checks";
import { applyEvent, isOver } from "./events";
import type { Portrait } from "./shapes";

/** Which check an example must pass, by the beginning of its name. */
const CHECKS: [RegExp, Check<unknown>][] = [
  [/^status/, checks.status],
  [/^live_mood/, checks.liveMood],
  [/^portraits/, checks.portraits],
  [/^portrait_/, checks.portrait],
  [/^works/, checks.worksPage],
  [/^work/, checks.work],
  [/^morph/, checks.morph],
  [/^forgotten/, checks.forgotten],
  [/^codes/, list(text)],
  [/^problem_/, checks.problem],
];

const names = goldenNames().filter((name) => name.endsWith(".json"));

test.each(names)("what the server sends as %s is what the page counts on", (name) => {
  const check = CHECKS.find(([pattern]) => pattern.test(name))?.[1];
  expect(check, `no check for ${name}`).toBeDefined();
  const sent = golden(name);
  // Nothing that the page looks at is lost on the way, and nothing is made up.
  expect(sent).toMatchObject(check?.(sent, "") as object);
});

test("an answer with a wrong part is refused, and the part is named", () => {
  const work = { ...(golden("work.json") as object), favourite: "yes" };
  expect(() => checks.work(work, "")).toThrow("favourite is not true or false");
});

test("the server's events lead a queued portrait to its works", () => {
  let portrait = checks.portrait(golden("portrait_queued.json"), "");
  const seen: Portrait[] = [];
  for (const { name, data } of goldenEvents()) {
    portrait = applyEvent(portrait, name, data);
    seen.push(portrait);
  }
  const stages = [...new Set(seen.map(({ stage }) => stage).filter(Boolean))];
  expect(stages).toEqual(["faces", "mood", "paint", "choose", "enlarge", "brush"]);
  expect(isOver(portrait)).toBe(true);
  expect(portrait.state).toBe("done");
  expect(portrait.painted).toBe(portrait.candidates.length);
  expect(portrait.works).toHaveLength(portrait.candidates.filter(({ chosen }) => chosen).length);
  expect(portrait.mood).not.toBeNull();
});

test("an event that comes twice changes nothing", () => {
  const start = checks.portrait(golden("portrait_queued.json"), "");
  const events = goldenEvents();
  const once = events.reduce((before, { name, data }) => applyEvent(before, name, data), start);
  const twice = events
    .flatMap((event) => [event, event])
    .reduce((before, { name, data }) => applyEvent(before, name, data), start);
  expect(twice).toEqual(once);
});

test("an event that the page does not know is passed over", () => {
  const start = checks.portrait(golden("portrait_running.json"), "");
  expect(applyEvent(start, "applause", { loud: true })).toBe(start);
});
