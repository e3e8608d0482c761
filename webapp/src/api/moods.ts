import { call } from "./client";
import { liveMood } from "./checks";
import type { LiveMood } from "./shapes";

/** Reads the moods of the faces in a picture; nothing is kept. */
export const readMoods = (picture: Blob, signal?: AbortSignal): Promise<LiveMood> =>
  call("/moods", { method: "POST", body: picture, signal, check: liveMood });
