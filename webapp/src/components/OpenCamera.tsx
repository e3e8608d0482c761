import type { ReactNode } from "react";

import { useCamera, type Camera } from "@/lib/camera/use-camera";
import { useTexts } from "@/texts/use";

import { CameraTrouble } from "./CameraTrouble";
import { Waiting } from "./Waiting";

type Props = {
  /** The ways on where there is no camera. */
  beside?: ReactNode;
  children: (stream: MediaStream, camera: Camera) => ReactNode;
};

/** What needs the camera, once it is open; until then why it is not. */
export function OpenCamera({ beside = null, children }: Props) {
  const texts = useTexts();
  const camera = useCamera();
  switch (camera.state.status) {
    case "starting":
      return <Waiting text={texts.camera.starting} />;
    case "trouble":
      return (
        <CameraTrouble trouble={camera.state.trouble} retry={camera.retry}>
          {beside}
        </CameraTrouble>
      );
    default:
      return children(camera.state.stream, camera);
  }
}
