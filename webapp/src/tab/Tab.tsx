import { useRef } from "react";

import { useLanguage } from "@/app/use-language";
import { Button } from "@/components/Button";
import { MoodImpression } from "@/components/MoodImpression";
import { Notice } from "@/components/Notice";
import { Waiting } from "@/components/Waiting";
import { FACE_EMOTIONS } from "@/mood/emotions";
import { mapMood } from "@/mood/weights";
import { SpokenContext, TEXTS, useTexts } from "@/texts/use";

import { Camera } from "./Camera";
import style from "./Tab.module.css";
import type { Trouble } from "./stages/network";
import { WORDS, type Words } from "./texts";
import { useStudio, type Doing } from "./use-studio";
import { Works } from "./Works";

/** The whole of VAHA that needs no server: a face or a mood becomes three works, in this tab. */
export function Tab() {
  const { language, speak } = useLanguage();
  const doing = useStudio();
  const words = WORDS[language];
  return (
    <SpokenContext value={{ language, speak, texts: TEXTS[language] }}>
      <header className={style.head}>
        <span className={style.name}>VAHA</span>
        <Button kind="quiet" onClick={() => speak(language === "en" ? "de" : "en")}>
          {words.language}
        </Button>
      </header>
      <main className={style.main}>
        <Shown doing={doing} words={words} />
      </main>
      <footer className={style.foot}>
        <p>{words.privacy}</p>
      </footer>
    </SpokenContext>
  );
}

const MEGABYTE = 1e6;

function Shown({ doing, words }: { doing: Doing; words: Words }) {
  const { state, studio } = doing;
  switch (state.at) {
    case "loading": {
      const [done, of] = [state.done, state.of].map((bytes) => Math.round(bytes / MEGABYTE));
      return (
        <>
          <Title words={words} />
          <Waiting text={words.loading(done ?? 0, of ?? 0)} />
        </>
      );
    }
    case "start":
      return <Start doing={doing} words={words} />;
    case "camera":
      return (
        studio && (
          <Camera
            studio={studio}
            paint={doing.paintFace}
            failed={doing.fail}
            back={doing.begin}
            other={words.another}
          />
        )
      );
    case "working":
      return (
        <div className={style.working}>
          <div className={style.impression}>
            <MoodImpression mood={state.mood} />
          </div>
          <p role="status">
            {words.stages[state.stage]} {state.of > 0 && words.step(state.done, state.of)}
          </p>
        </div>
      );
    case "nobody":
      return (
        <Notice title={words.noFace} text={words.noFaceDetail} role="alert">
          <Button onClick={doing.begin}>{words.another}</Button>
        </Notice>
      );
    case "works": {
      const { portrait } = state;
      const again = () => doing.paintMood(portrait.mood);
      return <Works portrait={portrait} words={words} again={again} other={doing.begin} />;
    }
    case "trouble":
      return <Stopped doing={doing} words={words} {...state} />;
  }
}

type StoppedProps = { doing: Doing; words: Words; trouble: Trouble; detail: string };

function Stopped({ doing, words, trouble, detail }: StoppedProps) {
  const why = trouble === "failed" && detail ? ` (${detail})` : "";
  return (
    <Notice title={words.trouble} text={words.troubles[trouble] + why} role="alert">
      {trouble === "picture" ? (
        <Button onClick={doing.begin}>{words.another}</Button>
      ) : (
        <Button onClick={() => location.reload()}>{words.reload}</Button>
      )}
    </Notice>
  );
}

function Title({ words }: { words: Words }) {
  return (
    <>
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
    </>
  );
}

function Start({ doing, words }: { doing: Doing; words: Words }) {
  const texts = useTexts();
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <Title words={words} />
      <div className={style.actions}>
        <Button kind="primary" onClick={doing.openCamera}>
          {words.camera}
        </Button>
        <Button onClick={() => chooser.current?.click()}>{words.photo}</Button>
        <input
          ref={chooser}
          type="file"
          accept="image/*"
          hidden
          aria-label={words.photo}
          onChange={({ currentTarget: { files } }) => {
            const file = files?.[0];
            if (file) doing.paintPhoto(file);
          }}
        />
      </div>
      <h2>{words.orMood}</h2>
      <div className={style.actions}>
        {FACE_EMOTIONS.map((emotion) => (
          <Button
            key={emotion}
            onClick={() => doing.paintMood(mapMood((one) => (one === emotion ? 1 : 0)))}
          >
            {texts.emotions[emotion].state}
          </Button>
        ))}
      </div>
      <p className={style.small}>{words.guess}</p>
    </>
  );
}
