import { useCallback, useEffect, useState } from "react";

import { recall, remember } from "@/lib/remember";

import { troubleOf, type Trouble } from "./troubles";

export type CameraState =
  | { status: "starting" }
  | { status: "on"; stream: MediaStream }
  | { status: "trouble"; trouble: Trouble };

export type Camera = {
  state: CameraState;
  devices: MediaDeviceInfo[];
  device: string | null;
  choose: (device: string) => void;
  retry: () => void;
};

/** Browsers take the camera away from pages that are neither local nor encrypted. */
const mediaDevices = (): MediaDevices | undefined =>
  (navigator as { mediaDevices?: MediaDevices }).mediaDevices;

/** The visitor's camera, open while this is shown; comes back by itself when it can. */
export function useCamera(): Camera {
  const [state, setState] = useState<CameraState>(() =>
    mediaDevices() ? { status: "starting" } : { status: "trouble", trouble: "insecure" },
  );
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const [device, setDevice] = useState(() => recall("camera"));
  const [attempt, setAttempt] = useState(0);

  const retry = useCallback(() => {
    if (!mediaDevices()) return;
    setState({ status: "starting" });
    setAttempt((count) => count + 1);
  }, []);

  const choose = (chosen: string) => {
    remember("camera", chosen);
    setDevice(chosen);
    setState({ status: "starting" });
  };

  useEffect(() => {
    const media = mediaDevices();
    if (!media) return;
    let stream: MediaStream | null = null;
    let wanted = true;
    openCamera(media, device).then(
      async (opened) => {
        if (!wanted) {
          stop(opened);
          return;
        }
        stream = opened;
        setState({ status: "on", stream });
        opened.getVideoTracks()[0]?.addEventListener("ended", () => {
          setState({ status: "trouble", trouble: "unplugged" });
        });
        const all = await media.enumerateDevices();
        setDevices(all.filter(({ kind }) => kind === "videoinput"));
      },
      (error: unknown) => {
        if (wanted) setState({ status: "trouble", trouble: troubleOf(error) });
      },
    );
    return () => {
      wanted = false;
      if (stream) stop(stream);
    };
  }, [device, attempt]);

  useComeBack(state, retry);
  return { state, devices, device, choose, retry };
}

/** Tries again when a camera is plugged in, or when the visitor changes the permission. */
function useComeBack(state: CameraState, retry: () => void): void {
  const trouble = state.status === "trouble" ? state.trouble : null;

  useEffect(() => {
    const media = mediaDevices();
    if (!media || (trouble !== "absent" && trouble !== "unplugged")) return;
    media.addEventListener("devicechange", retry);
    return () => media.removeEventListener("devicechange", retry);
  }, [trouble, retry]);

  useEffect(() => {
    if (trouble !== "refused") return;
    let permission: PermissionStatus | null = null;
    const look = () => {
      if (permission?.state === "granted") retry();
    };
    // Not every browser can be asked about the camera.
    navigator.permissions.query({ name: "camera" }).then(
      (found) => {
        permission = found;
        found.addEventListener("change", look);
      },
      () => undefined,
    );
    return () => permission?.removeEventListener("change", look);
  }, [trouble, retry]);
}

async function openCamera(media: MediaDevices, device: string | null): Promise<MediaStream> {
  const wanted = { width: { ideal: 1280 }, height: { ideal: 960 } };
  if (device) {
    try {
      return await media.getUserMedia({ video: { ...wanted, deviceId: { exact: device } } });
    } catch (error) {
      // The remembered camera may be at home; any other will do.
      if (troubleOf(error) !== "absent") throw error;
    }
  }
  return media.getUserMedia({ video: { ...wanted, facingMode: "user" } });
}

function stop(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop());
}
