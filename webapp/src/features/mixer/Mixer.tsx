import { useState, type ReactNode } from "react";

import { Button } from "@/components/Button";
import { MoodImpression } from "@/components/MoodImpression";
import { Slider } from "@/components/Slider";
import { FACE_EMOTIONS, type FaceEmotion, type Mood } from "@/mood/emotions";
import { mapMood, moodOf, percent } from "@/mood/weights";
import { useTexts } from "@/texts/use";
import { moodInWords } from "@/texts/words";

import style from "./Mixer.module.css";

const FULL = 100;

type Props = {
  /** Where the sliders stand at first. */
  start: Mood | null;
  action: string;
  paint: (mood: Mood) => void;
  heading: ReactNode;
  /** In what style and manner. */
  how?: ReactNode;
  /** What else can be done here. */
  children?: ReactNode;
};

/** Seven sliders that make a mood; their proportion counts. */
export function Mixer({ start, action, paint, heading, how, children }: Props) {
  const texts = useTexts();
  const [weights, setWeights] = useState<Mood>(() => sliders(start));
  const mood = moodOf(weights);

  const change = (emotion: FaceEmotion, weight: number) =>
    setWeights((before) => ({ ...before, [emotion]: weight }));
  const alone = (emotion: FaceEmotion) =>
    setWeights(mapMood((one) => (one === emotion ? FULL : 0)));

  return (
    <form
      className={style.mixer}
      onSubmit={(event) => {
        event.preventDefault();
        if (mood) paint(mood);
      }}
    >
      <div className={style.picture}>
        <MoodImpression mood={mood} />
        <p className="quiet small">{texts.mixer.impression}</p>
      </div>
      <div className={style.side}>
        {heading}
        <p className={style.words} data-testid="mixed-mood">
          {mood ? moodInWords(mood, texts) : texts.mixer.nothing}
        </p>
        <div>
          {FACE_EMOTIONS.map((emotion) => {
            const { state } = texts.emotions[emotion];
            const share = texts.mood.percent(percent(mood?.[emotion] ?? 0));
            return (
              <div key={emotion} className={style.row}>
                <button
                  type="button"
                  className={style.name}
                  title={texts.mixer.pure}
                  onClick={() => alone(emotion)}
                >
                  {state}
                </button>
                <Slider
                  label={texts.mixer.slider(state)}
                  value={weights[emotion]}
                  most={FULL}
                  step={5}
                  words={share}
                  change={(weight) => change(emotion, weight)}
                />
                <span className={style.share} aria-hidden="true">
                  {share}
                </span>
              </div>
            );
          })}
        </div>
        {how}
        <div className={style.actions}>
          <Button kind="primary" type="submit" disabled={!mood}>
            {action}
          </Button>
          {children}
        </div>
      </div>
    </form>
  );
}

/** The mood as the sliders show it: in steps, so that they stand where a key press would put them. */
function sliders(mood: Mood | null): Mood {
  return mapMood((emotion) => Math.round(((mood?.[emotion] ?? 0) * FULL) / 5) * 5);
}
