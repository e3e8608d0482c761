import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { liveMood } from "@/api/checks";
import { moodOf } from "@/mood/weights";
import { golden } from "@/testing/golden";

import { MoodBars } from "./Bars";
import { CameraTrouble } from "./CameraTrouble";
import { FaceFrames } from "./FaceFrames";
import { coverage } from "./MoodImpression";

test("a mood is bars with names and numbers for those who do not see them", () => {
  const mood = moodOf({ happy: 3, sad: 1 });
  if (mood) render(<MoodBars mood={mood} />);
  const items = screen.getAllByRole("listitem").map((item) => item.textContent);
  expect(items).toHaveLength(7);
  expect(items).toContain("Happy75 %");
});

test("with several faces each can be tapped", async () => {
  const seen = liveMood(golden("live_mood.json"), "");
  const choose = vi.fn();
  const { width, height, faces } = seen;
  render(<FaceFrames {...{ width, height, faces, choose }} choice="largest" />);
  expect(faces.length).toBeGreaterThan(1);
  await userEvent.click(screen.getByRole("button", { name: /^Face 2/ }));
  expect(choose).toHaveBeenCalledWith(2);
});

test("in a mirror the frames are mirrored too", () => {
  const seen = liveMood(golden("live_mood.json"), "");
  const { width, height, faces } = seen;
  render(<FaceFrames {...{ width, height, faces }} mirrored choice={1} choose={() => undefined} />);
  const box = faces[0]?.box ?? { left: 0, width: 0 };
  const left = 100 * (1 - (box.left + box.width) / width);
  const place = screen.getByRole("button", { name: /^Face 1/ }).style.left;
  expect(Number.parseFloat(place)).toBeCloseTo(left);
});

test("a refused camera names the browser's setting and leaves the other ways open", async () => {
  const retry = vi.fn();
  render(
    <CameraTrouble trouble="refused" retry={retry}>
      <button>Use a photo</button>
    </CameraTrouble>,
  );
  expect(screen.getByRole("alert").textContent).toMatch(/Camera|camera permission/);
  expect(screen.getByRole("button", { name: "Use a photo" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(retry).toHaveBeenCalledOnce();
});

test("layers show in proportion to their shares", () => {
  const shares = [0.5, 0, 0.25, 0.25];
  // What is seen of a layer: its own coverage, less what the later ones cover.
  const seen = shares.map((_, index) =>
    shares.slice(index + 1).reduce(
      (left, _share, later) => {
        return left * (1 - coverage(shares, index + 1 + later));
      },
      coverage(shares, index),
    ),
  );
  seen.forEach((share, index) => expect(share).toBeCloseTo(shares[index] ?? 0));
});
