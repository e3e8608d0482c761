import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { mapMood } from "@/mood/weights";
import type { Mood } from "@/mood/emotions";

import { soundOf, Tone } from "./tone";

const mood = (weights: Partial<Mood>) => mapMood((emotion) => weights[emotion] ?? 0);
const semitones = ([low, high]: number[]) => 12 * Math.log2((high ?? 0) / (low ?? 1));

test("joy is a major chord, sadness a minor one, and both have a fifth", () => {
  const [joy, sadness] = [soundOf(mood({ happy: 1 })), soundOf(mood({ sad: 1 }))];
  expect(semitones(joy.hertz)).toBeGreaterThan(3.9);
  expect(semitones(sadness.hertz)).toBeLessThan(3.1);
  for (const { hertz } of [joy, sadness]) expect(semitones([hertz[0], hertz[2]])).toBeCloseTo(7, 6);
});

test("arousal is higher and brighter, and nothing is loud", () => {
  const [fear, sadness] = [soundOf(mood({ fearful: 1 })), soundOf(mood({ sad: 1 }))];
  expect(fear.hertz[0]).toBeGreaterThan(sadness.hertz[0]);
  expect(fear.brightest).toBeGreaterThan(sadness.brightest);
  for (const { loudness } of [fear, sadness]) expect(loudness).toBeLessThanOrEqual(0.08);
});

let gone: Record<string, number[]> = {};
let closed = 0;

class FakeParameter {
  value = 0;
  private readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  setTargetAtTime(value: number) {
    (gone[this.name] ??= []).push(value);
  }
}
const node = (parts: object) => {
  const made = { connect: () => made, start: () => undefined, type: "", ...parts };
  return made;
};

beforeEach(() => {
  gone = {};
  closed = 0;
  vi.stubGlobal(
    "AudioContext",
    class {
      currentTime = 0;
      state = "running";
      destination = {};
      createGain = () => node({ gain: new FakeParameter("gain") });
      createBiquadFilter = () => node({ frequency: new FakeParameter("filter") });
      createOscillator = () => node({ frequency: new FakeParameter("voice") });
      close = () => {
        closed += 1;
        return Promise.resolve();
      };
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

test("a tone is silent until there is a mood, and again when there is none", () => {
  const tone = new Tone();
  expect(gone).toEqual({});
  tone.follow(mood({ happy: 1 }));
  expect(gone.voice).toHaveLength(3);
  expect(gone.gain?.at(-1)).toBeGreaterThan(0);
  tone.follow(null);
  expect(gone.gain?.at(-1)).toBe(0);
  tone.stop();
  expect(closed).toBe(1);
});
