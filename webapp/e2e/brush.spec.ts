/** The browser lays the same strokes as the hand in Python: their pictures are compared. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { Bench } from "./brush/bench";
import { MADE } from "./prepare";
import { PYTHON, SOURCE } from "./studio";

/** Mean and 99th percentile of the difference of two pictures, in grey levels. */
const DIFFERENCE = `
import json, sys
import numpy as np
from PIL import Image
one, other = (np.asarray(Image.open(name).convert("RGB"), np.float64) for name in sys.argv[1:3])
assert one.shape == other.shape, (one.shape, other.shape)
off = abs(one - other)
print(json.dumps({"mean": off.mean(), "p99": np.percentile(off, 99), "range": np.ptp(one)}))
`;

/** How far the browser may be from the hand (docs/log/reveal.md): mean and 99th percentile. */
const FARTHEST = { mean: 1.5, p99: 25 };
/** Lines a pixel wide, black on white: where their edges fall is all that there is. */
const FARTHEST_OF: Record<string, typeof FARTHEST> = { ink: { mean: 2.5, p99: 70 } };

type Difference = { mean: number; p99: number; range: number };
type Painted = { pictures: string[]; took: number[] };
type Paint = (given: unknown, times: number[], flat?: boolean) => Promise<Painted>;

const FOLDER = process.env.VAHA_BRUSH_FOLDER ?? join(MADE, "brush");
const MANNERS = (process.env.VAHA_MANNERS ?? "oil watercolour pastel").split(" ");

let bench: Bench;
test.beforeAll(async () => {
  const env = { ...process.env, PYTHONPATH: SOURCE };
  execFileSync(PYTHON, [join(import.meta.dirname, "brush/make_works.py"), FOLDER, ...MANNERS], {
    env,
  });
  bench = await Bench.open();
});
test.afterAll(() => bench.close());

async function paint(manner: string, times: number[], flat = false): Promise<Painted> {
  const given = JSON.parse(readFileSync(join(FOLDER, `${manner}.json`), "utf-8")) as unknown;
  return bench.page.evaluate(
    ([given, times, flat]) =>
      (window as unknown as { brush: { paint: Paint } }).brush.paint(given, times, flat),
    [given, times, flat] as const,
  );
}

function save(name: string, picture: string | undefined): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, name);
  writeFileSync(file, Buffer.from(picture ?? "", "base64"));
  return file;
}

function difference(one: string, other: string): Difference {
  return JSON.parse(
    execFileSync(PYTHON, ["-c", DIFFERENCE, one, other], { encoding: "utf-8" }),
  ) as Difference;
}

for (const manner of MANNERS)
  test(`${manner} in the browser ends as the hand paints it`, async () => {
    const { pictures, took } = await paint(manner, [0, 0.1, 0.5, 0.9, 1]);
    const files = pictures.map((picture, index) => save(`${manner}-${index}.png`, picture));
    const last = files.at(-1) ?? "";
    const off = difference(last, join(FOLDER, `${manner}.png`));
    console.log(manner, JSON.stringify(off), took.map(Math.round).join(" "));
    expect(off.range).toBeGreaterThan(100);
    const farthest = FARTHEST_OF[manner] ?? FARTHEST;
    expect(off.mean).toBeLessThan(farthest.mean);
    expect(off.p99).toBeLessThan(farthest.p99);
    // Each moment looks unlike the one before it.
    for (let k = 1; k < files.length; k += 1)
      expect(difference(files[k] ?? "", files[k - 1] ?? "").mean).toBeGreaterThan(0.5);
    // Whichever way one came there, the end is the same.
    const { pictures: again } = await paint(manner, [1]);
    expect(difference(save(`${manner}-at-once.png`, again[0]), last).mean).toBeLessThan(0.02);
  });
