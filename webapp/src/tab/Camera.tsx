import { useRef } from "react";

import type { SeenFace } from "@/api/shapes";
import { MoodBars } from "@/components/Bars";
import { Beside, Framed } from "@/components/Beside";
import { Button } from "@/components/Button";
import { CameraVideo } from "@/components/CameraVideo";
import { FaceFrames } from "@/components/FaceFrames";
import { OpenCamera } from "@/components/OpenCamera";
import { showsBack } from "@/lib/camera/facing";
import { topOf } from "@/mood/weights";
import { useTexts } from "@/texts/use";
import { moodInWords } from "@/texts/words";

import { LIVE_SIDE, pixelsOf } from "./frames";
import type { Seen } from "./messages";
import type { Picture } from "./stages/picture";
import type { Studio } from "./studio";
import { useLive } from "./use-live";

type Shared = {
  studio: Studio;
  paint: (image: Picture) => void;
  failed: (error: unknown) => void;
};

type Props = Shared & { back: () => void; other: string };

/** The camera's picture with the mood that is read from it, several times a second. */
export function Camera({ back, other, ...props }: Props) {
  const beside = <Button onClick={back}>{other}</Button>;
  return (
    <OpenCamera beside={beside}>{(stream) => <Mirror stream={stream} {...props} />}</OpenCamera>
  );
}

function Mirror({ stream, studio, paint, failed }: Shared & { stream: MediaStream }) {
  const texts = useTexts();
  const video = useRef<HTMLVideoElement | null>(null);
  const live = useLive(studio, video, failed);
  const [face] = live?.faces ?? [];
  const take = () => {
    const { current } = video;
    if (current) paint(pixelsOf(current, current.videoWidth, current.videoHeight, 2 * LIVE_SIDE));
  };
  const [width, height] = [live?.width ?? 4, live?.height ?? 3];
  const seen = (
    <Framed width={width} height={height}>
      <CameraVideo ref={video} stream={stream} />
      <FaceFrames
        faces={live ? live.faces.slice(0, 1).map(shown) : []}
        width={width}
        height={height}
        mirrored={!showsBack(stream)}
        choice="largest"
        choose={() => undefined}
      />
    </Framed>
  );
  return (
    <Beside seen={seen}>
      <h2 aria-live="polite" data-read={live?.read ?? 0}>
        {face ? moodInWords(face.reading.mood, texts) : texts.camera.looking}
      </h2>
      {face && <MoodBars mood={face.reading.mood} />}
      <Button kind="primary" onClick={take} disabled={!face}>
        {texts.camera.press}
      </Button>
    </Beside>
  );
}

const shown = ({ box, reading: { mood, sure } }: Seen): SeenFace => ({
  number: 1,
  box,
  confidence: 1,
  mood,
  top: topOf(mood),
  sure,
});
