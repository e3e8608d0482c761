import { useCallback, useEffect, useRef, useState } from "react";

import { Button } from "@/components/Button";
import { useHold } from "@/features/camera/use-hold";
import { useLiveMood, type Reading } from "@/features/camera/use-live-mood";
import { grabFrame, PORTRAIT_WIDTH } from "@/lib/picture";
import { FACE_EMOTIONS } from "@/mood/emotions";

import type { Room } from "./api";
import style from "./Mirror.module.css";
import frame from "./Exhibition.module.css";
import { Head } from "./Frame";
import { moodInFewWords, type Words } from "./texts";
import { useSteadyCamera } from "./use-steady-camera";

type Props = {
  room: Room;
  words: Words;
  missed: boolean;
  take: (photo: Blob) => void;
  byHand: () => void;
  live: () => void;
  /** A face was seen: somebody is there. */
  seen: () => void;
};

/** The visitor, who has agreed, in the mirror; held still or with a press they are painted. */
export function Mirror({ room, words, missed, take, byHand, live, seen }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const camera = useSteadyCamera(video);
  const stream = camera.status === "on" ? camera.stream : null;
  const [taken, setTaken] = useState(false);
  const reading = useLiveMood(video, stream !== null && !taken);
  const face = reading?.faces[0];

  useEffect(() => {
    if (!video.current || !stream) return;
    video.current.srcObject = stream;
    video.current.play().catch(() => undefined);
  }, [stream]);
  const told = useRef(seen);
  useEffect(() => {
    told.current = seen;
  });
  useEffect(() => {
    if (face) told.current();
  }, [face]);

  const shoot = useCallback(async () => {
    if (taken || !video.current) return;
    const photo = await grabFrame(video.current, PORTRAIT_WIDTH, undefined, 0.92);
    if (!photo) return;
    setTaken(true);
    take(photo);
  }, [take, taken]);
  const fire = useCallback(() => void shoot(), [shoot]);
  const holding = useHold(reading, room.hold_still && !taken && face !== undefined, fire);

  return (
    <div className={style.mirror}>
      <div className={style.seen}>
        <video ref={video} aria-label={words.you} muted playsInline />
        {holding && <span className={style.held} style={{ scale: `${holding.share} 1` }} />}
      </div>
      <div className={style.beside}>
        <Head title={words.mirror}>{missed ? words.noFace : words.mirrorDetail}</Head>
        {camera.status === "trouble" ? (
          <p role="alert">{words.noCamera}</p>
        ) : (
          <Felt words={words} reading={reading} holding={holding?.emotion ?? null} />
        )}
        <div className={frame.choices}>
          <Button
            kind="primary"
            className={frame.large}
            data-first
            aria-disabled={!face}
            onClick={() => face && void shoot()}
          >
            {words.paint}
          </Button>
          {room.painted && (
            <Button className={frame.large} onClick={live}>
              {words.live}
            </Button>
          )}
          <Button className={frame.large} onClick={byHand}>
            {words.byHand}
          </Button>
        </div>
      </div>
    </div>
  );
}

type FeltProps = {
  words: Words;
  reading: Reading | null;
  holding: keyof Words["emotions"] | null;
};

/** What is read just now: in words and as bars. */
function Felt({ words, reading, holding }: FeltProps) {
  const mood = reading?.faces[0]?.mood;
  const said = !reading
    ? words.looking
    : !mood
      ? words.nobody
      : holding
        ? words.hold(words.emotions[holding].state)
        : moodInFewWords(mood, words);
  return (
    <section>
      <p className={style.mood} data-testid="live-mood">
        {said}
      </p>
      <ul className={style.bars}>
        {FACE_EMOTIONS.map((emotion) => (
          <li key={emotion}>
            <span>{words.emotions[emotion].state}</span>
            <span className={style.track} aria-hidden="true">
              <span style={{ scale: `${(mood?.[emotion] ?? 0).toFixed(3)} 1` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
