import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { isApiError } from "@/api/error";
import { keepMorphMoment } from "@/api/moments";
import { MORPH_STEPS, morphQuery } from "@/api/morphs";
import type { MorphFrame, Work } from "@/api/shapes";
import { Button } from "@/components/Button";
import { Heading } from "@/components/Screen";
import { Slider } from "@/components/Slider";
import { Waiting } from "@/components/Waiting";
import { KeepMoment } from "@/components/KeepMoment";
import { FACE_EMOTIONS, type FaceEmotion, type Mood } from "@/mood/emotions";
import { mapMood } from "@/mood/weights";
import { useTexts } from "@/texts/use";
import { errorInWords, moodInWords } from "@/texts/words";

import style from "./Morph.module.css";
import { usePlay } from "./use-play";

const OWN = "own";

type End = FaceEmotion | typeof OWN;

type Props = { work: Work; paint: (mood: Mood) => void };

/** A walk from a work's mood to another, with the same seed. */
export function Morph({ work, paint }: Props) {
  const texts = useTexts();
  const [from, setFrom] = useState<End>(OWN);
  const [to, setTo] = useState<End>(() => (work.top === "happy" ? "sad" : "happy"));
  const wanted = { from: moodOfEnd(from, work), to: moodOfEnd(to, work), work: work.id };
  const morph = useQuery(morphQuery(wanted));
  const frames = morph.data ?? [];
  const { index, setIndex, playing, toggle } = usePlay(frames.length);
  const frame = frames[index];

  return (
    <div className={style.morph}>
      <Frames frames={frames} index={index} still={work} />
      <div className={style.side}>
        <Heading className={style.title}>{texts.morph.title}</Heading>
        <p className="quiet">{texts.morph.lead}</p>
        <div className={style.ends}>
          <EndChoice label={texts.morph.from} work={work} end={from} choose={setFrom} />
          <EndChoice label={texts.morph.to} work={work} end={to} choose={setTo} />
        </div>
        {morph.isPending && <Waiting text={texts.morph.painting} />}
        {isApiError(morph.error) && !morph.error.unreachable && (
          <div role="alert">
            <p>{errorInWords(morph.error, texts)}</p>
            <Button onClick={() => void morph.refetch()}>{texts.errors.tryAgain}</Button>
          </div>
        )}
        {frame && (
          <>
            <p className={style.words} data-testid="morph-mood">
              {moodInWords(frame.mood, texts)}
            </p>
            <Slider
              label={texts.morph.slider}
              value={index}
              most={MORPH_STEPS - 1}
              words={moodInWords(frame.mood, texts)}
              change={setIndex}
            />
            <div className={style.actions}>
              <Button icon={playing ? "pause" : "play"} onClick={toggle}>
                {playing ? texts.morph.pause : texts.morph.play}
              </Button>
              <Button kind="underlined" onClick={() => paint(frame.mood)}>
                {texts.morph.paintThis}
              </Button>
            </div>
            <KeepMoment keep={() => keepMorphMoment(frame.url)} possible />
          </>
        )}
      </div>
    </div>
  );
}

type FramesProps = { frames: MorphFrame[]; index: number; still: Work };

function Frames({ frames, index, still }: FramesProps) {
  const texts = useTexts();
  useEffect(() => {
    // Fetched at once, so that they are at hand when the slider comes to them.
    frames.forEach(({ url }) => {
      new Image().src = url;
    });
  }, [frames]);
  const shown = frames[index];
  const title = moodInWords(shown?.mood ?? still.mood, texts);
  return (
    <div className={style.picture}>
      {frames.length === 0 && <img className={style.frame} src={still.url} alt="" />}
      {frames.map(({ url }, number) => (
        <img
          key={url}
          className={style.frame}
          src={url}
          alt={number === index ? texts.morph.alt(title) : ""}
          hidden={number !== index}
          data-testid={number === index ? "morph-frame" : undefined}
        />
      ))}
    </div>
  );
}

type EndProps = { label: string; work: Work; end: End; choose: (end: End) => void };

function EndChoice({ label, work, end, choose }: EndProps) {
  const texts = useTexts();
  return (
    <label className={style.end}>
      {label}
      <select value={end} onChange={(event) => choose(event.target.value as End)}>
        <option value={OWN}>{moodInWords(work.mood, texts)}</option>
        {FACE_EMOTIONS.map((emotion) => (
          <option key={emotion} value={emotion}>
            {texts.emotions[emotion].state}
          </option>
        ))}
      </select>
    </label>
  );
}

const moodOfEnd = (end: End, work: Work): Mood =>
  end === OWN ? work.mood : mapMood((emotion) => (emotion === end ? 1 : 0));
