import { useCallback, useEffect, useState } from "react";

import type { Portrait, Work } from "@/api/shapes";
import { commissionPortrait } from "@/api/portraits";
import type { Mood } from "@/mood/emotions";

import { agreeToBeRead, beginVisit, endVisit, paintMood, type Language, type Room } from "./api";
import { Attract } from "./Attract";
import { Kept } from "./Kept";
import { Live } from "./Live";
import { Mirror } from "./Mirror";
import { Moods } from "./Moods";
import { Notice } from "./Notice";
import { Painting } from "./Painting";
import { StillThere } from "./StillThere";
import { Failed, Frame } from "./Frame";
import { WORDS } from "./texts";
import { TestPicture } from "./TestPicture";
import { press } from "./presses";
import { useCues } from "./use-cues";
import { useIdle } from "./use-idle";
import { Works } from "./Works";

type Stage =
  | { name: "attract" | "notice" | "moods" | "live" | "failed" }
  | { name: "mirror"; missed: boolean }
  | { name: "painting" | "works"; portrait: Portrait }
  | { name: "kept"; work: Work };

const ATTRACT: Stage = { name: "attract" };

/** One visitor after another before this screen; of each nothing is left here for the next. */
export function Visitor({ room, away }: { room: Room; away: boolean }) {
  const [stage, setStage] = useState<Stage>(ATTRACT);
  const [revealing, setRevealing] = useState(false);
  const first = room.languages[0] ?? "en";
  const [language, speak] = useState<Language>(first);
  const [seen, setSeen] = useState(0);
  const words = WORDS[language];

  // Whoever stood here before a crash or a reload has gone.
  useEffect(() => void endVisit().catch(() => undefined), []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const done = useCallback(() => {
    setStage(ATTRACT);
    setRevealing(false);
    speak(first);
    scrollTo(0, 0);
    void endVisit().catch(() => undefined);
  }, [first]);

  const { left, stay } = useIdle({
    active: stage.name !== "attract" && stage.name !== "painting" && !revealing,
    seconds: room.idle_seconds,
    question: room.question_seconds,
    over: done,
  });
  useCues(room.cues, (cue) => {
    if (cue === "begin") press();
    else if (stage.name !== "attract") done();
  });
  // The keeper closes: whoever is there goes.
  const ended = room.doors === "closed" && stage.name !== "attract";
  useEffect(() => {
    const timer = ended ? setTimeout(done) : undefined;
    return () => clearTimeout(timer);
  }, [ended, done]);
  // Whoever is seen in the mirror is still there.
  useEffect(stay, [seen, stage, stay]);

  const asked = async <T,>(asking: Promise<T>, then: (answer: T) => Stage) => {
    try {
      setStage(then(await asking));
    } catch {
      setStage({ name: "failed" });
    }
  };
  const wake = useCallback(() => beginVisit().then(() => setStage({ name: "notice" })), []);
  const agree = () => void asked(agreeToBeRead(), () => ({ name: "mirror", missed: false }));
  const byHand = () => setStage({ name: "moods" });
  const paint = (mood: Partial<Mood>) =>
    void asked(paintMood(mood), (portrait) => ({ name: "painting", portrait }));
  const take = (photo: Blob) =>
    void asked(commissionPortrait({ photo, options: { face: "largest" } }), (portrait) => ({
      name: "painting",
      portrait,
    }));
  const over = useCallback((portrait: Portrait) => {
    const { state, problem } = portrait;
    if (state === "done") {
      setRevealing(true);
      setStage({ name: "works", portrait });
    } else if (problem?.code === "no_face") setStage({ name: "mirror", missed: true });
    else setStage({ name: "failed" });
  }, []);
  const isSeen = () => setSeen((count) => count + 1);
  const again = () =>
    setStage(room.reading ? { name: "mirror", missed: false } : { name: "moods" });
  const revealed = useCallback(() => setRevealing(false), []);

  const screen = () => {
    switch (stage.name) {
      case "attract":
        if (room.test) return <TestPicture />;
        return <Attract room={room} away={away} wake={wake} />;
      case "notice":
        return <Notice {...{ room, words, language, speak, agree, byHand }} />;
      case "mirror":
        return (
          <Mirror
            {...{ room, words, take, byHand, seen: isSeen }}
            missed={stage.missed}
            live={() => setStage({ name: "live" })}
          />
        );
      case "live":
        return (
          <Live
            {...{ room, words, back: again, seen: isSeen }}
            kept={(work) => setStage({ name: "kept", work })}
          />
        );
      case "kept":
        return (
          <Kept
            key={stage.work.id}
            {...{ room, words, language, work: stage.work }}
            again={() => setStage({ name: "live" })}
          />
        );
      case "moods":
        return <Moods words={words} paint={paint} />;
      case "painting":
        return (
          <Painting key={stage.portrait.id} words={words} first={stage.portrait} over={over} />
        );
      case "works":
        return (
          <Works
            key={stage.portrait.id}
            {...{ room, words, language, again, revealed }}
            portrait={stage.portrait}
          />
        );
      case "failed":
        return <Failed words={words} again={() => void wake().catch(() => undefined)} />;
    }
  };

  if (stage.name === "attract") return screen();
  return (
    <Frame words={words} done={done} name={stage.name} away={away}>
      {screen()}
      {left !== null && <StillThere words={words} left={left} stay={stay} />}
    </Frame>
  );
}
