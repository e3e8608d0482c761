import { useRef, useState, type ReactNode } from "react";

import { keepMirrorMoment } from "@/api/moments";
import { MoodBars } from "@/components/Bars";
import { CameraVideo } from "@/components/CameraVideo";
import { FullScreen } from "@/components/FullScreen";
import { OpenCamera } from "@/components/OpenCamera";
import { Heading } from "@/components/Screen";
import { Slider } from "@/components/Slider";
import { KeepMoment } from "@/components/KeepMoment";
import { recall } from "@/lib/remember";
import { useTexts } from "@/texts/use";
import { moodInWords } from "@/texts/words";

import style from "./LiveMirror.module.css";
import { PaintedOption } from "./PaintedOption";
import { ToneOption } from "./ToneOption";
import { useLivePicture } from "./use-live-picture";
import { usePainted } from "./use-painted";
import { useTone } from "./use-tone";

const FULL = 100;

/** A painting that follows the visitor's face; `beside` are the ways on without a camera. */
export function LiveMirror({ beside }: { beside: ReactNode }) {
  return <OpenCamera beside={beside}>{(stream) => <Open stream={stream} />}</OpenCamera>;
}

function Open({ stream }: { stream: MediaStream }) {
  const texts = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [strength, setStrength] = useState(FULL);
  const shown = useLivePicture(video, picture, { size: 512, strength: strength / FULL });
  const painted = usePainted(frame, picture, shown?.mood ?? null);

  const [sounds, setSounds] = useState(() => recall("tone") === "yes");
  useTone(shown?.mood ?? null, sounds);

  const words = shown?.mood ? moodInWords(shown.mood, texts) : texts.camera.looking;
  return (
    <div className={style.live}>
      <div ref={frame} className={style.picture}>
        <canvas
          ref={picture}
          width={512}
          height={512}
          role="img"
          aria-label={texts.live.picture}
          data-testid="live-picture"
        />
      </div>
      <div className={style.side}>
        <header>
          <Heading className={style.title}>{texts.live.title}</Heading>
          <p className="quiet">{texts.live.lead}</p>
        </header>
        <CameraVideo ref={video} stream={stream} className={style.video} />
        <p className={style.words}>{shown?.faces === 0 ? texts.camera.noFace : words}</p>
        {shown?.mood && <MoodBars mood={shown.mood} />}
        <div className={style.strength}>
          <p>{texts.live.strength}</p>
          <Slider
            label={texts.live.strength}
            value={strength}
            most={FULL}
            step={5}
            words={texts.mood.percent(strength)}
            change={setStrength}
          />
        </div>
        <div className={style.options}>
          {painted.possible && <PaintedOption painted={painted} />}
          <ToneOption on={sounds} choose={setSounds} />
        </div>
        <KeepMoment keep={keepMirrorMoment} possible={shown !== null} />
        <FullScreen of={frame}>{texts.live.full}</FullScreen>
      </div>
    </div>
  );
}
