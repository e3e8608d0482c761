import { useEffect, useImperativeHandle, useRef, type Ref } from "react";

import { showsBack } from "@/lib/camera/facing";
import { useTexts } from "@/texts/use";

import style from "./CameraVideo.module.css";

type Props = {
  ref: Ref<HTMLVideoElement | null>;
  stream: MediaStream;
  className?: string | undefined;
  resized?: (size: { width: number; height: number }) => void;
};

/** The camera's picture: of one that looks at the visitor as a mirror shows it. */
export function CameraVideo({ ref, stream, className, resized }: Props) {
  const texts = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const back = showsBack(stream);
  useImperativeHandle<HTMLVideoElement | null, HTMLVideoElement | null>(ref, () => video.current);
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = stream;
    // Not by `autoPlay`: Chromium stops such a video while it is scrolled out of sight, and no frame
    // could be taken from it. What can be refused is refused elsewhere: the stream is open already.
    video.current.play().catch(() => undefined);
  }, [stream]);
  return (
    <video
      ref={video}
      className={`${back ? "" : style.mirrored} ${className ?? ""}`}
      aria-label={back ? texts.camera.picture : texts.camera.mirror}
      muted
      playsInline
      onResize={({ currentTarget }) =>
        resized?.({ width: currentTarget.videoWidth, height: currentTarget.videoHeight })
      }
    />
  );
}
