import { useEffect, useRef } from "react";

import type { SeenFace } from "@/api/shapes";
import { MoodBars } from "@/components/Bars";
import type { FaceChoice } from "@/mood/choice";
import { announce } from "@/lib/announce";
import type { Mood } from "@/mood/emotions";
import { mapMood } from "@/mood/weights";
import { useTexts } from "@/texts/use";
import { moodInWords } from "@/texts/words";

import style from "./Mirror.module.css";
import type { Reading } from "./use-live-mood";

/** A screen reader is told of a new mood no more often than this. */
const TELL_MS = 3000;

const NO_MOOD = mapMood(() => 0);

/** What the mirror reads just now: in words and as bars. */
export function MoodLabel({ reading, choice }: { reading: Reading | null; choice: FaceChoice }) {
  const texts = useTexts();
  const faces = reading?.faces ?? [];
  const mood = moodOfChoice(faces, choice);
  const unsure = faces.length > 0 && !faces.some((face) => face.sure);
  const words = mood ? moodInWords(mood, texts) : "";
  useSaid(words && texts.camera.liveMood(words));
  return (
    <section>
      <p className="quiet small">{texts.camera.seems}</p>
      <p className={style.mood} data-testid="live-mood">
        {words || "…"} {unsure && <span className={style.unsure}>{texts.camera.notSure}</span>}
      </p>
      <MoodBars mood={mood ?? NO_MOOD} />
    </section>
  );
}

function moodOfChoice(faces: SeenFace[], choice: FaceChoice): Mood | null {
  if (faces.length === 0) return null;
  if (choice === "all")
    return mapMood(
      (emotion) => faces.reduce((sum, { mood }) => sum + mood[emotion], 0) / faces.length,
    );
  const number = choice === "largest" ? 1 : choice;
  return (faces.find((face) => face.number === number) ?? faces[0])?.mood ?? null;
}

function useSaid(words: string): void {
  const last = useRef({ words: "", at: -Infinity });
  useEffect(() => {
    const now = performance.now();
    if (!words || words === last.current.words || now - last.current.at < TELL_MS) return;
    last.current = { words, at: now };
    announce(words);
  }, [words]);
}
