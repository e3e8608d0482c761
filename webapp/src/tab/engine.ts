import type { Mood } from "@/mood/emotions";

import type { Portrait, Seen, Stage, Work } from "./messages";
import type { Networks } from "./runtime";
import { choose, judge } from "./stages/critic";
import { enlarge } from "./stages/enlarger";
import { findFaces, followFaces } from "./stages/faces";
import type { Box } from "./stages/framing";
import { readMoods } from "./stages/mood";
import { candidateSeeds } from "./stages/noise";
import { paint } from "./stages/painter";
import type { Picture } from "./stages/picture";

export const CANDIDATES = 16;
export const KEEP = 3;

export type Progress = (stage: Stage, done: number, of: number) => void;

/** The faces in a picture, the largest first, and their moods; `quick` for a camera's frames. */
export async function lookAt(
  { centerface, mood }: Networks,
  image: Picture,
  near: readonly Box[],
  quick: boolean,
): Promise<Seen[]> {
  const faces = await (quick ? followFaces(centerface, image, near) : findFaces(centerface, image));
  const readings = await readMoods(
    mood,
    faces.map(({ crop }) => crop),
  );
  return readings.flatMap((reading, index) => {
    const face = faces[index];
    return face ? [{ box: face.box, reading }] : [];
  });
}

/** Three works for a mood, as `vaha portrait --manner none` paints and chooses them. */
export async function portrait(
  { painter, critic, enlarger }: Networks,
  version: string,
  mood: Mood,
  seed: number,
  progress: Progress,
): Promise<Portrait> {
  const began = performance.now();
  const seeds = candidateSeeds(BigInt(seed), CANDIDATES);
  let painted = 0;
  progress("paint", 0, CANDIDATES);
  const pictures = await paint(painter, mood, seeds, (few) => {
    progress("paint", (painted += few.length), CANDIDATES);
  });
  let judged = 0;
  const verdicts = await judge(critic, painter, pictures, mood, (count) => {
    progress("choose", (judged += count), CANDIDATES);
  });
  const works: Work[] = [];
  for (const index of choose(critic, verdicts, KEEP)) {
    progress("enlarge", works.length, KEEP);
    const [picture, verdict, own] = [pictures[index], verdicts[index], seeds[index]];
    if (picture && verdict && own !== undefined)
      works.push({ picture: await enlarge(enlarger, picture), verdict, seed: own });
  }
  const models = Object.fromEntries(
    [painter, enlarger].map(({ card }) => [card.name, card.sha256]),
  );
  return { mood, seed, works, version, models, took: (performance.now() - began) / 1000 };
}
