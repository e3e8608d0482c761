import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { moodOf } from "@/mood/weights";

import { Mixer } from "./Mixer";

function mixer(start: Parameters<typeof moodOf>[0]) {
  const paint = vi.fn();
  render(<Mixer start={moodOf(start)} action="Paint" heading={null} paint={paint} />);
  return paint;
}

test("what is painted is the proportion of the sliders", async () => {
  const paint = mixer({ happy: 1 });
  fireEvent.change(screen.getByRole("slider", { name: "How sad" }), { target: { value: "100" } });
  await userEvent.click(screen.getByRole("button", { name: "Paint" }));
  expect(paint).toHaveBeenCalledWith(expect.objectContaining({ happy: 0.5, sad: 0.5 }));
});

test("a name alone is that emotion alone", async () => {
  const paint = mixer({ happy: 1, sad: 1 });
  await userEvent.click(screen.getByRole("button", { name: "Fearful" }));
  await userEvent.click(screen.getByRole("button", { name: "Paint" }));
  expect(paint).toHaveBeenCalledWith(expect.objectContaining({ fearful: 1, happy: 0, sad: 0 }));
});

test("with all sliders at zero nothing can be painted", () => {
  mixer({ happy: 1 });
  fireEvent.change(screen.getByRole("slider", { name: "How happy" }), { target: { value: "0" } });
  expect(screen.getByRole("button", { name: "Paint" })).toHaveProperty("disabled", true);
});
