import { useCallback, useRef, useState, type ReactNode } from "react";

import { Beside, Framed } from "@/components/Beside";
import { Button } from "@/components/Button";
import { CameraVideo } from "@/components/CameraVideo";
import { FaceFrames } from "@/components/FaceFrames";
import { OpenCamera } from "@/components/OpenCamera";
import { showsBack } from "@/lib/camera/facing";
import type { Camera } from "@/lib/camera/use-camera";
import { grabFrame, PORTRAIT_WIDTH } from "@/lib/picture";
import { recall, remember } from "@/lib/remember";
import { chosenAmong, type FaceChoice } from "@/mood/choice";
import { useTexts } from "@/texts/use";

import style from "./Mirror.module.css";
import { MoodLabel } from "./MoodLabel";
import { useHold } from "./use-hold";
import { useLiveMood } from "./use-live-mood";
import { useWasNear } from "./use-was-near";

type Props = {
  /** A frame to paint, and which of its faces. */
  take: (photo: Blob, face: FaceChoice) => void;
  /** Not while something else has the visitor's attention. */
  paused?: boolean;
  /** The ways on that need no camera. */
  beside: ReactNode;
};

/** The visitor in the mirror, with the moods that move as they do. */
export function Mirror({ take, paused = false, beside }: Props) {
  return (
    <OpenCamera beside={beside}>
      {(stream, camera) => (
        <OpenMirror camera={camera} stream={stream} take={take} paused={paused} beside={beside} />
      )}
    </OpenCamera>
  );
}

function OpenMirror({
  camera,
  stream,
  take,
  paused,
  beside,
}: Required<Props> & { camera: Camera; stream: MediaStream }) {
  const texts = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const [size, setSize] = useState({ width: 4, height: 3 });
  const [choice, choose] = useState<FaceChoice>("largest");
  const [holdWanted, wantHold] = useState(() => recall("hold") === "yes");
  const reading = useLiveMood(video, !paused);
  const faces = reading?.faces ?? [];

  const shoot = useCallback(
    async (face: FaceChoice) => {
      const photo =
        video.current && (await grabFrame(video.current, PORTRAIT_WIDTH, undefined, 0.92));
      if (photo) take(photo, face);
    },
    [take],
  );
  const fire = useCallback(() => void shoot("largest"), [shoot]);
  const holding = useHold(reading, holdWanted && !paused && faces.length === 1, fire);
  const chosen = chosenAmong(faces, choice);

  const changeHold = (wanted: boolean) => {
    wantHold(wanted);
    remember("hold", wanted ? "yes" : "no");
  };

  return (
    <Beside
      seen={
        <Framed {...size}>
          <CameraVideo ref={video} stream={stream} className={style.video} resized={setSize} />
          {reading && (
            <FaceFrames
              faces={faces}
              width={reading.width}
              height={reading.height}
              mirrored={!showsBack(stream)}
              choice={chosen}
              choose={choose}
              held={holding?.share ?? 0}
            />
          )}
          <Hint reading={reading} holding={holding} />
        </Framed>
      }
    >
      <MoodLabel reading={reading} choice={chosen} />
      {faces.length > 1 && (
        <Button aria-pressed={chosen === "all"} onClick={() => choose("all")}>
          {texts.camera.allFaces}
        </Button>
      )}
      <div className={style.press}>
        <Button
          kind="primary"
          className={style.shutter}
          disabled={faces.length === 0}
          onClick={() => void shoot(chosen)}
        >
          {chosen === "all" ? texts.camera.pressMany : texts.camera.press}
        </Button>
        <label className={style.option}>
          <input
            type="checkbox"
            checked={holdWanted}
            onChange={(event) => changeHold(event.target.checked)}
          />
          {texts.camera.holdOption}
        </label>
      </div>
      {beside}
      <Devices camera={camera} />
    </Beside>
  );
}

function Hint({
  reading,
  holding,
}: {
  reading: ReturnType<typeof useLiveMood>;
  holding: ReturnType<typeof useHold>;
}) {
  const { camera, emotions } = useTexts();
  const wasNear = useWasNear(reading);
  const note = reading?.notes[0];
  const lost = wasNear ? camera.tooNear : camera.noFace;
  const words = !reading
    ? camera.looking
    : reading.faces.length === 0
      ? note
        ? `${camera.noFace} ${camera.notes[note]}`
        : lost
      : holding
        ? camera.holding(emotions[holding.emotion].state)
        : reading.faces.length > 1
          ? camera.chooseFace
          : note && camera.notes[note];
  return words ? <p className={style.hint}>{words}</p> : null;
}

function Devices({ camera }: { camera: Camera }) {
  const texts = useTexts();
  if (camera.devices.length < 2) return null;
  return (
    <label className={style.device}>
      {texts.camera.device}
      <select value={camera.device ?? ""} onChange={(event) => camera.choose(event.target.value)}>
        {camera.devices.map(({ deviceId, label }, index) => (
          <option key={deviceId} value={deviceId}>
            {label || `${texts.camera.device} ${index + 1}`}
          </option>
        ))}
      </select>
    </label>
  );
}
