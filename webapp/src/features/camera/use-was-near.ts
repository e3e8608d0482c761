import { useState } from "react";

import type { LiveMood } from "@/api/shapes";

/** A face that fills more than this part of the picture is hardly found when it comes nearer. */
const NEAR = 0.6;

/** Whether the face that was seen last was so near that it may be lost for that. */
export function useWasNear(reading: LiveMood | null): boolean {
  const [near, setNear] = useState(false);
  if (reading && reading.faces.length > 0) {
    const now = isNear(reading);
    if (now !== near) setNear(now);
  }
  return near;
}

export const isNear = ({ faces, width, height }: LiveMood): boolean =>
  faces.some(({ box }) => box.height > NEAR * height || box.width > NEAR * width);
