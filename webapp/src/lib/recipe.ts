import { FACE_EMOTIONS, type Mood } from "@/mood/emotions";
import { mapMood, moodOf } from "@/mood/weights";

/** What a work's PNG says of how it was painted; seeds may be too large for a number. */
export type Recipe = { mood: Mood; seed: string };

const KEY = "vaha:recipe";
const LATIN = new TextDecoder("latin1");

/** The recipe that a PNG of ours carries; null where there is none that can be read. */
export async function readRecipe(file: File): Promise<Recipe | null> {
  if (!/^image\/png$/.test(file.type) && !/\.png$/i.test(file.name)) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const view = new DataView(bytes.buffer);
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + view.getUint32(at);
    const name = LATIN.decode(bytes.subarray(at + 4, at + 8));
    const [key, text] = LATIN.decode(bytes.subarray(at + 8, end - 4)).split("\0");
    if (name === "tEXt" && key === KEY && text) return recipeOf(text);
    at = end;
  }
  return null;
}

function recipeOf(text: string): Recipe | null {
  try {
    const { mood } = JSON.parse(text) as { mood?: Record<string, unknown> };
    // A seed has up to 20 digits, more than a number of JavaScript holds.
    const seed = /"seed":\s*(\d{1,20})/.exec(text)?.[1];
    const known = mood && FACE_EMOTIONS.every((name) => Number.isFinite(Number(mood[name] ?? 0)));
    const weights = known ? moodOf(mapMood((name) => Number(mood[name] ?? 0))) : null;
    return weights && seed ? { mood: weights, seed } : null;
  } catch {
    return null;
  }
}
