import { expect, test } from "vitest";

import { showsBack } from "./facing";

const stream = (label: string, facingMode?: string) =>
  ({
    getVideoTracks: () => [{ label, getSettings: () => (facingMode ? { facingMode } : {}) }],
  }) as unknown as MediaStream;

test.each([
  ["Back Camera", undefined, true],
  ["camera2 0, facing back", undefined, true],
  ["Rückkamera", undefined, true],
  ["", "environment", true],
  ["Front Camera", "user", false],
  ["Feedback cam", undefined, false],
  ["Integrated Webcam", undefined, false],
])("%s (%s) shows what is behind: %s", (label, mode, back) => {
  expect(showsBack(stream(label, mode))).toBe(back);
});
