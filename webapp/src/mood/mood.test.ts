import { describe, expect, test } from "vitest";

import type { SeenFace } from "@/api/shapes";

import { chosenAmong } from "./choice";
import type { Mood } from "./emotions";
import { follow, overlap } from "./follow";
import { hold, held, HOLD_MS, type Hold } from "./hold";
import { blend, mapMood, moodOf, ranked, topOf } from "./weights";

const only = (name: keyof Mood): Mood => mapMood((emotion) => (emotion === name ? 1 : 0));

const face = (number: number, left: number, mood: Mood): SeenFace => ({
  number,
  box: { left, top: 0, width: 10, height: 10 },
  confidence: 1,
  mood,
  top: topOf(mood),
  sure: true,
});

describe("weights", () => {
  test("what the sliders say is scaled to sum to 1", () => {
    const mood = moodOf({ happy: 60, sad: 20 });
    expect(mood?.happy).toBeCloseTo(0.75);
    expect(mood?.sad).toBeCloseTo(0.25);
    expect(mood?.angry).toBe(0);
  });

  test("nothing is no mood", () => {
    expect(moodOf({})).toBeNull();
    expect(moodOf({ happy: 0 })).toBeNull();
  });

  test("the strongest comes first", () => {
    expect(ranked(moodOf({ sad: 3, happy: 2, angry: 1 }) ?? only("sad")).slice(0, 3)).toEqual([
      "sad",
      "happy",
      "angry",
    ]);
  });

  test("a blend lies between", () => {
    expect(blend(only("happy"), only("sad"), 0.25)).toMatchObject({ happy: 0.75, sad: 0.25 });
  });
});

describe("following faces", () => {
  test("a mood is eased from where it was, and still sums to 1", () => {
    const [seen] = follow([face(1, 0, only("happy"))], [face(1, 1, only("sad"))], 100);
    expect(seen?.mood.sad).toBeGreaterThan(0.1);
    expect(seen?.mood.sad).toBeLessThan(0.5);
    const sum = Object.values(seen?.mood ?? {}).reduce((total, share) => total + share, 0);
    expect(sum).toBeCloseTo(1);
    expect(seen?.top).toBe("happy");
  });

  test("after a while the reading is what is seen", () => {
    const [seen] = follow([face(1, 0, only("happy"))], [face(1, 0, only("sad"))], 5000);
    expect(seen?.mood.sad).toBeCloseTo(1);
  });

  test("a face is known by its place, not by its number", () => {
    const before = [face(1, 0, only("happy")), face(2, 100, only("sad"))];
    const seen = follow(before, [face(1, 100, only("sad")), face(2, 0, only("happy"))], 100);
    expect(seen[0]?.mood.sad).toBeCloseTo(1);
    expect(seen[1]?.mood.happy).toBeCloseTo(1);
  });

  test("a new face begins with its own mood", () => {
    const [seen] = follow([face(1, 0, only("happy"))], [face(1, 500, only("sad"))], 100);
    expect(seen?.mood.sad).toBe(1);
  });

  test("boxes apart do not overlap, equal ones wholly", () => {
    const box = { left: 0, top: 0, width: 10, height: 10 };
    expect(overlap(box, box)).toBe(1);
    expect(overlap(box, { ...box, left: 20 })).toBe(0);
    expect(overlap(box, { ...box, left: 5 })).toBeCloseTo(1 / 3);
  });
});

describe("choosing a face", () => {
  const faces = [face(1, 0, only("happy")), face(2, 100, only("sad"))];

  test("all together ends when only one is left, and a face that left is not chosen", () => {
    expect(chosenAmong(faces, "all")).toBe("all");
    expect(chosenAmong(faces.slice(0, 1), "all")).toBe("largest");
    expect(chosenAmong(faces, 2)).toBe(2);
    expect(chosenAmong(faces.slice(0, 1), 2)).toBe("largest");
    expect(chosenAmong([], "largest")).toBe("largest");
  });
});

describe("holding a face", () => {
  const watch = (readings: [number, Mood | null][]) =>
    readings.reduce<Hold>((state, [now, mood]) => hold(state, mood, now), null);

  test("the same face for two seconds is held", () => {
    const state = watch([
      [0, only("happy")],
      [1000, only("happy")],
      [HOLD_MS, only("happy")],
    ]);
    expect(held(state, HOLD_MS)).toBe(1);
    expect(held(state, HOLD_MS / 2)).toBeCloseTo(0.5);
  });

  test("another emotion in between begins anew", () => {
    const state = watch([
      [0, only("happy")],
      [1000, only("sad")],
      [1100, only("happy")],
      [HOLD_MS, only("happy")],
    ]);
    expect(held(state, HOLD_MS)).toBeLessThan(0.5);
  });

  test("a face at rest, an unclear one and none at all are never held", () => {
    expect(watch([[0, only("neutral")]])).toBeNull();
    expect(watch([[0, mapMood(() => 1 / 7)]])).toBeNull();
    expect(watch([[0, null]])).toBeNull();
  });
});
