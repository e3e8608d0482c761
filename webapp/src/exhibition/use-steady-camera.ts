import { useEffect, type RefObject } from "react";

import { useCamera, type CameraState } from "@/lib/camera/use-camera";

import { tellCamera, tellFrame } from "./sign-of-life";

const AGAIN_MS = 3000;
const LOOK_MS = 1000;
/** A picture that has not moved on for so long is dead, whatever the browser says of the camera. */
const STILL_MS = 5000;

/** The camera, opened again by itself whatever went wrong with it: nobody is there to press. */
export function useSteadyCamera(video: RefObject<HTMLVideoElement | null>): CameraState {
  const { state, retry } = useCamera();

  useEffect(() => {
    tellCamera(state.status);
    return () => tellCamera(null);
  }, [state.status]);

  useEffect(() => {
    if (state.status !== "trouble") return;
    const timer = setTimeout(retry, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [state, retry]);

  useEffect(() => {
    if (state.status !== "on") return;
    let shown = -1;
    let moved = performance.now();
    const timer = setInterval(() => {
      const time = video.current?.currentTime ?? -1;
      if (time !== shown || document.hidden) {
        if (time !== shown) tellFrame();
        shown = time;
        moved = performance.now();
      } else if (performance.now() - moved > STILL_MS) retry();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [state, retry, video]);

  return state;
}
