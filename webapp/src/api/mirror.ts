import { queryOptions } from "@tanstack/react-query";

import type { Mood } from "@/mood/emotions";

import { send } from "./client";
import { mood as checkMood } from "./checks";
import { isApiError } from "./error";

/** Whether this server has a live mirror; older ones do not. */
export const LIVE_MIRROR = queryOptions({
  queryKey: ["live mirror"],
  queryFn: async ({ signal }) => {
    try {
      const answer = await send("/mirror", { method: "OPTIONS", signal });
      return (answer.headers.get("Allow") ?? "").includes("POST");
    } catch (error) {
      if (isApiError(error) && !error.unreachable) return false;
      throw error;
    }
  },
  staleTime: Infinity,
});

export type MirrorPicture = { picture: Blob; mood: Mood | null; faces: number };

/** The painting for this moment's face; the server smooths the mood from frame to frame. */
export async function mirrorFrame(
  frame: Blob,
  wanted: { size: 256 | 512; strength: number },
  signal: AbortSignal,
): Promise<MirrorPicture> {
  const query = `size=${wanted.size}&strength=${wanted.strength}`;
  const response = await send(`/mirror?${query}`, { method: "POST", body: frame, signal });
  const header = response.headers.get("X-VAHA-Mood");
  return {
    picture: await response.blob(),
    mood: header ? checkMood(JSON.parse(header), "X-VAHA-Mood") : null,
    faces: Number(response.headers.get("X-VAHA-Faces") ?? 0),
  };
}
