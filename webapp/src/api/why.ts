import { send } from "./client";

/** A face in a photo beside a heat map of what its mood was seen in; nothing is kept. */
export const whyFace = async (photo: Blob, face: number, signal: AbortSignal): Promise<Blob> =>
  (await send(`/why?face=${face}`, { method: "POST", body: photo, signal })).blob();

/** A work beside a heat map of what carries its mood for the critic. */
export const whyWork = async (work: string, signal: AbortSignal): Promise<Blob> =>
  (await send(`/works/${work}/why.png`, { signal })).blob();
