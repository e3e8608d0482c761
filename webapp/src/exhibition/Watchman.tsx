import { useEffect, useRef } from "react";

import { grabFrame } from "@/lib/picture";
import { sleep } from "@/lib/time";

import { isNear } from "./api";
import style from "./Exhibition.module.css";
import { useSteadyCamera } from "./use-steady-camera";

const EACH_MS = 1000;
const WIDTH = 320;
/** So many frames in a row must have a face near: nobody who passes by wakes the screen. */
const ENOUGH = 2;

/** Looks once a second whether a face is near; it is not read, and the frame is gone at once. */
export function Watchman({ near }: { near: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const tell = useRef(near);
  useEffect(() => {
    tell.current = near;
  });
  const camera = useSteadyCamera(video);
  const stream = camera.status === "on" ? camera.stream : null;

  useEffect(() => {
    const shown = video.current;
    if (!stream || !shown) return;
    const stop = new AbortController();
    const stopped = () => stop.signal.aborted;
    shown.srcObject = stream;
    shown.play().catch(() => undefined);
    const run = async () => {
      const canvas = document.createElement("canvas");
      let seen = 0;
      while (!stopped()) {
        const frame = await grabFrame(shown, WIDTH, canvas);
        const here = frame ? await isNear(frame).catch(() => false) : false;
        seen = here ? seen + 1 : 0;
        if (seen === ENOUGH && !stopped()) tell.current();
        await sleep(EACH_MS, stop.signal);
      }
    };
    void run();
    return () => stop.abort();
  }, [stream]);

  return <video ref={video} className={style.nowhere} muted playsInline aria-hidden="true" />;
}
