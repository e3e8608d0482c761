import { call } from "./client";
import { liveMood } from "./checks";
import type { LiveMood } from "./shapes";

/** Reads the moods of the faces in a live frame; nothing is kept. Small faces may be missed. */
export const readMoods = (picture: Blob, signal?: AbortSignal): Promise<LiveMood> =>
  call("/moods", { method: "POST", body: picture, signal, check: liveMood });

/** The same of a photo: finds the faces that a portrait will find, and numbers them alike. */
export const readPhoto = (picture: Blob, signal?: AbortSignal): Promise<LiveMood> =>
  call("/moods?thorough=1", { method: "POST", body: picture, signal, check: liveMood });
