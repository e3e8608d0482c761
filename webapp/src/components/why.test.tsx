import { fireEvent, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";

import { en } from "@/texts/en";
import type { Mood } from "@/mood/emotions";
import { show } from "@/testing/show";

import { Circumplex } from "./Circumplex";
import { Why } from "./Why";

const NONE: Mood = {
  angry: 0,
  disgusted: 0,
  fearful: 0,
  happy: 0,
  neutral: 0,
  sad: 0,
  surprised: 0,
};

const letGo = vi.fn();

beforeEach(() => {
  URL.createObjectURL = () => "blob:why";
  URL.revokeObjectURL = letGo;
});

test("the picture is asked for when the button is pressed, and let go once it is shown", async () => {
  const ask = vi.fn(() => Promise.resolve(new Blob(["png"])));
  show(<Why ask={ask} alt="what was seen" mood={{ ...NONE, happy: 1 }} />);
  expect(ask).not.toHaveBeenCalled();

  fireEvent.click(screen.getByRole("button", { name: en.why.open }));
  const picture = await screen.findByRole("img", { name: "what was seen" });
  expect(picture.getAttribute("src")).toBe("blob:why");
  expect(ask).toHaveBeenCalledTimes(1);

  fireEvent.load(picture);
  expect(letGo).toHaveBeenCalledWith("blob:why");

  fireEvent.click(screen.getByRole("button", { name: en.why.close }));
  expect(screen.queryByRole("img")).toBeNull();
});

test("happiness stands at the right and above, sadness at the left and below", () => {
  const { container, rerender } = show(<Circumplex mood={{ ...NONE, happy: 1 }} />);
  const dot = () => container.querySelectorAll("circle")[1] ?? document.body;
  expect(Number(dot().getAttribute("cx"))).toBeCloseTo(50 + 42 * 0.81, 0);
  expect(Number(dot().getAttribute("cy"))).toBeCloseTo(50 - 42 * 0.51, 0);
  rerender(<Circumplex mood={{ ...NONE, sad: 1 }} />);
  expect(Number(dot().getAttribute("cx"))).toBeLessThan(50);
  expect(Number(dot().getAttribute("cy"))).toBeGreaterThan(50);
});
