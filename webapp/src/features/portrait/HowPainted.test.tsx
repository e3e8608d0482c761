import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { golden } from "@/testing/golden";
import { MANNERS, STYLES } from "@/api/shapes";

import { HowPainted } from "./HowPainted";

test("a style and a manner are wished for, and left to the studio again", async () => {
  const wish = vi.fn();
  const { rerender } = render(<HowPainted wishes={{}} wish={wish} />);
  await userEvent.selectOptions(screen.getByLabelText("Style"), "Cubism");
  expect(wish).toHaveBeenLastCalledWith({ style: "cubism" });
  rerender(<HowPainted wishes={{ style: "cubism" }} wish={wish} />);
  await userEvent.selectOptions(screen.getByLabelText("Painted with"), "Watercolour");
  expect(wish).toHaveBeenLastCalledWith({ style: "cubism", manner: "watercolour" });
  await userEvent.selectOptions(screen.getByLabelText("Style"), "Any style");
  expect(wish).toHaveBeenLastCalledWith({ style: undefined });
});

test("the page knows the styles and manners that the studio names", () => {
  expect(golden("status.json")).toMatchObject({ styles: [...STYLES], manners: [...MANNERS] });
});
