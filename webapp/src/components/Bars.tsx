import { ART_EMOTIONS, FACE_EMOTIONS, type ArtEmotion, type Mood } from "@/mood/emotions";
import { percent, topOf } from "@/mood/weights";
import { useTexts } from "@/texts/use";
import { mostFelt } from "@/texts/words";

import style from "./Bars.module.css";

type Row = { name: string; share: number; strong: boolean };

/** Shares as thin bars, each with its name and its number. */
function Bars({ label, rows }: { label: string; rows: Row[] }) {
  const { mood } = useTexts();
  return (
    <ul className={style.bars} aria-label={label}>
      {rows.map(({ name, share, strong }) => (
        <li key={name} className={`${style.row} ${strong ? style.strong : ""}`}>
          <span>{name}</span>
          <span className={style.track} aria-hidden="true">
            <span className={style.bar} style={{ transform: `scaleX(${share.toFixed(4)})` }} />
          </span>
          <span className={style.value}>{mood.percent(percent(share))}</span>
        </li>
      ))}
    </ul>
  );
}

/** A mood as seven bars. */
export function MoodBars({ mood, label }: { mood: Mood; label?: string }) {
  const texts = useTexts();
  const top = topOf(mood);
  const rows = FACE_EMOTIONS.map((emotion) => ({
    name: texts.emotions[emotion].state,
    share: mood[emotion],
    strong: emotion === top,
  }));
  return <Bars label={label ?? texts.mood.bars} rows={rows} />;
}

/** What the critic says of a work, as nine bars. */
export function CriticBars({ scores }: { scores: Record<ArtEmotion, number> }) {
  const texts = useTexts();
  const most = mostFelt(scores);
  const rows = ART_EMOTIONS.map((emotion) => ({
    name: texts.art[emotion],
    share: scores[emotion],
    strong: emotion === most,
  }));
  return <Bars label={texts.works.criticBars} rows={rows} />;
}
