/** The live painting: made of strokes, steady where the face stays, moved by the mood by degrees. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { FACE_EMOTIONS } from "../src/mood/emotions";
import { Bench } from "./brush/bench";
import { MADE } from "./prepare";
import { PYTHON, SOURCE } from "./studio";

/** Per picture after the first: the mean change from the one before, in levels; and of the frames. */
const LOOK = `
import base64, io, json, sys
import numpy as np
from PIL import Image
read = lambda one: np.asarray(Image.open(io.BytesIO(base64.b64decode(one))).convert("RGB"), np.float64)
given = json.load(open(sys.argv[1]))
painted, frames = ([read(one) for one in given[name]] for name in ("pictures", "frames"))
steps = lambda all: [abs(a - b).mean() for a, b in zip(all, all[1:])]
def soft(one, size=16):
    side = len(one) // size * size
    return one[:side, :side].reshape(side // size, size, side // size, size, 3).mean((1, 3))
def fine(one):
    return abs(np.diff(one.mean(2), axis=0)).mean() + abs(np.diff(one.mean(2), axis=1)).mean()
print(json.dumps({
    "painted": steps(painted), "seen": steps(frames), "whole": abs(painted[0] - painted[-1]).mean(),
    "tones": abs(soft(painted[-1]) - soft(frames[-1])).mean(),
    "apart": abs(painted[-1] - frames[-1]).mean(),
    "fine": fine(painted[-1]), "blurred": fine(np.kron(soft(frames[-1]), np.ones((16, 16, 1)))),
    "smooth_wall": fine(painted[-1][8:60, 8:60]) / fine(frames[-1][8:60, 8:60]),
}))
`;

type Given = { side: number; marks: string[]; frames: string[] };
type Look = Record<"painted" | "seen", number[]> &
  Record<"whole" | "tones" | "apart" | "fine" | "blurred" | "smooth_wall", number>;
type Painted = { pictures: string[]; took: number[] };

const SIDE = Number(process.env.VAHA_LIVE_SIDE ?? 256);
const FOLDER = process.env.VAHA_BRUSH_FOLDER ?? join(MADE, "brush");
const EVERY_MS = 40;

let bench: Bench;
let given: Given;
test.beforeAll(async () => {
  const file = join(FOLDER, "live.json");
  const script = join(import.meta.dirname, "brush/make_live.py");
  execFileSync(PYTHON, [script, file, String(SIDE), "4"], {
    env: { ...process.env, PYTHONPATH: SOURCE },
  });
  given = JSON.parse(readFileSync(file, "utf-8")) as Given;
  bench = await Bench.open();
});
test.afterAll(() => bench.close());

const weighted = (weights: Record<string, number>) =>
  Object.fromEntries(FACE_EMOTIONS.map((name) => [name, weights[name] ?? 0]));

async function paint(name: string, moods: (Record<string, number> | null)[]): Promise<Look> {
  const { pictures, took } = await bench.page.evaluate(
    ([given, moods, every]) =>
      (
        window as unknown as { brush: { paintLive: (...all: unknown[]) => Promise<Painted> } }
      ).brush.paintLive(given, moods, every),
    [given, moods, EVERY_MS] as const,
  );
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${name}.json`);
  const frames = moods.map((_, k) => given.frames[k % given.frames.length]);
  writeFileSync(file, JSON.stringify({ pictures, frames }));
  writeFileSync(join(FOLDER, `${name}.png`), Buffer.from(pictures.at(-1) ?? "", "base64"));
  const look = JSON.parse(execFileSync(PYTHON, ["-c", LOOK, file], { encoding: "utf-8" })) as Look;
  console.log(name, JSON.stringify(look), took.map(Math.round).join(" "));
  return look;
}

const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;

test("a still face is painted in strokes and does not flicker", async () => {
  const look = await paint("live-still", Array<null>(12).fill(null));
  expect(mean(look.seen)).toBeGreaterThan(2);
  expect(mean(look.painted.slice(1))).toBeLessThan(0.15 * mean(look.seen));
  // Its tones are the picture's, but it is no copy and no blur: bristles show on the plain wall.
  expect(look.tones).toBeLessThan(12);
  expect(look.apart).toBeGreaterThan(5);
  expect(look.fine).toBeGreaterThan(2 * look.blurred);
  expect(look.smooth_wall).toBeGreaterThan(1.2);
});

test("a mood moves the hand by degrees", async () => {
  const moods = Array.from({ length: 13 }, (_, k) => weighted({ happy: 1 - k / 12, sad: k / 12 }));
  const look = await paint("live-moved", moods);
  expect(look.whole).toBeGreaterThan(6);
  expect(Math.max(...look.painted.slice(1))).toBeLessThan(0.5 * look.whole);
});
