import { useEffect, useRef } from "react";

import { useLivePicture } from "@/features/live/use-live-picture";
import { usePainted } from "@/features/live/use-painted";

import type { Room } from "./api";
import style from "./CleanLive.module.css";
import frame from "./Exhibition.module.css";
import { Head } from "./Frame";
import { WORDS } from "./texts";
import { useSteadyCamera } from "./use-steady-camera";

/** The live mirror and nothing else, for OBS, TouchDesigner or a projector. */
export function CleanLive({ room }: { room: Room }) {
  const words = WORDS[room.languages[0] ?? "en"];
  if (room.clean && room.reading) return <Open words={words} />;
  return (
    <main className={frame.middle}>
      <Head title={words.noClean}>{words.noCleanDetail}</Head>
    </main>
  );
}

function Open({ words }: { words: { mirror: string } }) {
  const video = useRef<HTMLVideoElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const camera = useSteadyCamera(video);
  const stream = camera.status === "on" ? camera.stream : null;
  const shown = useLivePicture(video, picture, { size: 512, strength: 1 });
  usePainted(host, picture, shown?.mood ?? null);
  useEffect(() => {
    if (!video.current || !stream) return;
    video.current.srcObject = stream;
    video.current.play().catch(() => undefined);
  }, [stream]);
  return (
    <main className={style.clean}>
      <h1 className="unseen">{words.mirror}</h1>
      <div ref={host} className={style.picture}>
        <canvas ref={picture} width={512} height={512} data-testid="live-picture" />
      </div>
      <video ref={video} className={frame.nowhere} muted playsInline aria-hidden="true" />
    </main>
  );
}
