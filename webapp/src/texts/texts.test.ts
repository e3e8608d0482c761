import { expect, test } from "vitest";

import { golden } from "@/testing/golden";
import { moodOf } from "@/mood/weights";
import type { Mood } from "@/mood/emotions";

import { de } from "./de";
import { en } from "./en";
import { liftInWords, moodInWords, mostFelt, problemInWords } from "./words";

const mood = (weights: Partial<Mood>): Mood => {
  const made = moodOf(weights);
  if (!made) throw new Error("no mood");
  return made;
};

test.each([
  [{ happy: 1 }, "Happy", "Fröhlich"],
  [{ happy: 0.88, sad: 0.12 }, "Happy, with a trace of sadness", "Fröhlich, mit einer Spur Trauer"],
  [{ happy: 0.7, surprised: 0.3 }, "Happy, with surprise", "Fröhlich, mit Überraschung"],
  [{ angry: 0.5, fearful: 0.5 }, "Between anger and fear", "Zwischen Wut und Angst"],
])("a mood of %o is put into words", (weights, english, german) => {
  expect(moodInWords(mood(weights), en)).toBe(english);
  expect(moodInWords(mood(weights), de)).toBe(german);
});

test("a lift is said as how many times", () => {
  expect(liftInWords(Math.log(2.34), en)).toContain("2.3 times as strongly");
  expect(liftInWords(Math.log(2.34), de)).toContain("2,3-mal so stark");
  expect(liftInWords(0, en)).toContain("about as strongly");
  expect(liftInWords(Math.log(0.5), en)).toContain("less");
});

test("what the critic feels most is found", () => {
  const scores = Object.fromEntries(Object.keys(en.art).map((name) => [name, 0.1]));
  expect(mostFelt({ ...scores, fear: 0.2 } as Parameters<typeof mostFelt>[0])).toBe("fear");
});

test("every code that the server gives a problem is translated", () => {
  const codes = golden("codes.json") as string[];
  expect(codes.length).toBeGreaterThan(10);
  expect(Object.keys(en.problems)).toEqual(expect.arrayContaining(codes));
  expect(Object.keys(de.problems)).toEqual(expect.arrayContaining(codes));
});

test("in another language nothing of the server's English is shown", () => {
  const detail = "an English sentence";
  for (const code of [...Object.keys(de.problems), "unheard of", "unreachable", "unexpected"])
    expect(problemInWords({ code, detail }, de)).not.toContain(detail);
  expect(problemInWords({ code: "input", detail }, en)).toBe(detail);
});

/** Every text, by the path to it; functions stand for themselves. */
function paths(texts: object, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "object" ? paths(value as object, `${prefix}${key}.`) : [prefix + key],
  );
}

test("both languages have every text, lists as long as one another, and none is empty", () => {
  expect(paths(de)).toEqual(paths(en));
  const words = JSON.stringify([en, de]);
  expect(words).not.toContain('""');
});
