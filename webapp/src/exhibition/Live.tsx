import { useEffect, useRef, useState } from "react";

import { keepMirrorMoment } from "@/api/moments";
import type { Work } from "@/api/shapes";
import { Button } from "@/components/Button";
import { useLivePicture } from "@/features/live/use-live-picture";
import { usePainted } from "@/features/live/use-painted";
import { useTone } from "@/features/live/use-tone";

import type { Room } from "./api";
import frame from "./Exhibition.module.css";
import { Head } from "./Frame";
import style from "./Live.module.css";
import { moodInFewWords, type Words } from "./texts";
import { useSteadyCamera } from "./use-steady-camera";

type Props = {
  room: Room;
  words: Words;
  kept: (work: Work) => void;
  back: () => void;
  /** A face was seen: somebody is there. */
  seen: () => void;
};

/** The visitor, who has agreed, painted live; a press keeps the moment, with a film. */
export function Live({ room, words, kept, back, seen }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const camera = useSteadyCamera(video);
  const stream = camera.status === "on" ? camera.stream : null;
  const shown = useLivePicture(video, picture, { size: 512, strength: 1 });
  const mood = shown?.mood ?? null;
  usePainted(host, picture, mood);
  useTone(mood, room.sound);
  const [keeping, setKeeping] = useState(false);
  const here = shown !== null && shown.faces > 0;

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
    if (here) told.current();
  }, [shown, here]);

  const keep = async () => {
    setKeeping(true);
    try {
      kept(await keepMirrorMoment());
    } catch {
      setKeeping(false);
    }
  };
  const said = keeping
    ? words.keeping
    : camera.status === "trouble"
      ? words.noCamera
      : !shown
        ? words.looking
        : here && mood
          ? moodInFewWords(mood, words)
          : words.nobody;
  return (
    <div className={style.live}>
      <div ref={host} className={style.picture}>
        <canvas
          ref={picture}
          width={512}
          height={512}
          role="img"
          aria-label={words.liveTitle}
          data-testid="live-picture"
        />
      </div>
      <div className={style.beside}>
        <Head title={words.liveTitle}>{words.liveDetail}</Head>
        <p className={style.mood} role="status">
          {said}
        </p>
        <div className={frame.choices}>
          <Button
            kind="primary"
            className={frame.large}
            data-first
            aria-disabled={!here || keeping}
            onClick={() => here && !keeping && void keep()}
          >
            {words.keep}
          </Button>
          <Button className={frame.large} onClick={back}>
            {words.back}
          </Button>
        </div>
      </div>
      <video ref={video} className={frame.nowhere} muted playsInline aria-hidden="true" />
    </div>
  );
}
