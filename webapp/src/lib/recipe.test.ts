import { expect, test } from "vitest";

import { readRecipe } from "./recipe";

const text = (words: string) => [...new TextEncoder().encode(words)];

function png(chunks: [string, string][]): File {
  const parts = chunks.flatMap(([name, said]) => {
    const data = text(said);
    return [0, 0, data.length >> 8, data.length & 255, ...text(name), ...data, 0, 0, 0, 0];
  });
  return new File([new Uint8Array([...Array<number>(8).fill(0), ...parts])], "work.png");
}

test("a work of ours tells its mood and its seed, whole digits", async () => {
  const recipe = '{"mood": {"happy": 0.75, "sad": 0.25}, "seed": 18446744073709551615}';
  const found = await readRecipe(
    png([
      ["IHDR", ""],
      ["tEXt", `vaha:recipe\0${recipe}`],
    ]),
  );
  expect(found?.mood).toMatchObject({ happy: 0.75, sad: 0.25, angry: 0 });
  expect(found?.seed).toBe("18446744073709551615");
});

test("another PNG, a broken recipe and a photo have none", async () => {
  expect(await readRecipe(png([["tEXt", "Comment\0hello"]]))).toBeNull();
  expect(await readRecipe(png([["tEXt", 'vaha:recipe\0{"mood": 7']]))).toBeNull();
  expect(await readRecipe(png([["tEXt", 'vaha:recipe\0{"mood": {}, "seed": 1}']]))).toBeNull();
  expect(await readRecipe(new File([], "me.jpg", { type: "image/jpeg" }))).toBeNull();
});
