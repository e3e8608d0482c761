import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { portrait as check } from "@/api/checks";
import { applyEvent } from "@/api/events";
import { golden, goldenEvents } from "@/testing/golden";
import { show } from "@/testing/show";
import { en } from "@/texts/en";

import { Progress } from "./Progress";
import { stepsOf } from "./steps";

/** Ten candidates are wanted, as many as the events tell of. */
const queued = () => ({ ...check(golden("portrait_queued.json"), ""), candidates_wanted: 10 });

/** The portrait as it stands right after the first event of this name. */
function after(name: string) {
  const events = goldenEvents();
  const until = events.findIndex((event) => event.name === name);
  return events
    .slice(0, until + 1)
    .reduce((before, event) => applyEvent(before, event.name, event.data), queued());
}

test("a queued portrait shows its place and can be cancelled", () => {
  show(<Progress portrait={{ ...queued(), place: 3 }} cancel={() => undefined} />);
  expect(screen.getByText("Place 3")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Cancel" })).toBeTruthy();
});

test("what is over, what goes on and what is to come follow the server's events", () => {
  const steps = stepsOf(after("candidates"), en);
  expect(steps.map(({ state }) => state)).toEqual([
    "past",
    "past",
    "now",
    "to come",
    "to come",
    "to come",
  ]);
  expect(steps[0]?.words).toBe("2 faces found");
  expect(steps[2]?.count).toMatch(/^[1-9]\d* of \d+$/);
});

test("candidates appear in their places, and the chosen stand out", () => {
  const painting = after("candidates");
  const { unmount } = show(<Progress portrait={painting} cancel={() => undefined} />);
  const mosaic = screen.getByRole("list", { name: en.portrait.mosaic });
  expect(within(mosaic).getAllByRole("img")).toHaveLength(painting.candidates.length);
  expect(mosaic.children).toHaveLength(painting.candidates_wanted);
  unmount();

  const chosen = after("choice");
  show(<Progress portrait={chosen} cancel={() => undefined} />);
  const names = screen.getAllByRole("img").map((image) => image.getAttribute("alt"));
  expect(names.filter((name) => name?.endsWith("chosen"))).toHaveLength(
    chosen.candidates.filter((candidate) => candidate.chosen).length,
  );
});
