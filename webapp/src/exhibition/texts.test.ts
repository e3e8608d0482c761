import { expect, test } from "vitest";

import { LANGUAGES } from "./api";
import { moodInFewWords, WORDS } from "./texts";

const MOOD = { angry: 0, disgusted: 0, fearful: 0, happy: 0.7, neutral: 0, sad: 0, surprised: 0.3 };

test("each language says everything, and says it differently", () => {
  for (const language of LANGUAGES) {
    const words = WORDS[language];
    expect(words.points).toHaveLength(WORDS.en.points.length);
    expect(words.pointsWithout).toHaveLength(WORDS.en.pointsWithout.length);
    if (language === "en") continue;
    for (const [name, said] of Object.entries(words))
      if (typeof said === "string") expect(said, name).not.toBe(WORDS.en[name as "touch"]);
  }
});

test("a mood is said with what else can be felt in it", () => {
  expect(moodInFewWords(MOOD, WORDS.en)).toBe("Happy, with surprise");
  expect(moodInFewWords({ ...MOOD, happy: 0.9, surprised: 0.1 }, WORDS.de)).toBe("Fröhlich");
});
