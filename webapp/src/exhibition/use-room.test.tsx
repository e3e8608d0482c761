import { createRoot } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";

import { patienceAfter, useRoom } from "./use-room";

afterEach(() => vi.unstubAllGlobals());

function Looking() {
  return <p>{useRoom("visitor").away ? "away" : "there"}</p>;
}

it("looks each second for a server that is away", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  const looks: number[] = [];
  vi.stubGlobal("fetch", () => {
    looks.push(performance.now());
    return Promise.reject(new TypeError("no network"));
  });
  const where = document.createElement("div");
  const root = createRoot(where);
  root.render(<Looking />);
  await vi.waitFor(() => expect(looks.length).toBeGreaterThan(2), 10_000);
  root.unmount();
  const [first = 0, second = 0, third = 0] = looks;
  expect(where.textContent).toBe("");
  for (const gap of [second - first, third - second]) {
    expect(gap).toBeGreaterThan(900);
    expect(gap).toBeLessThan(2900);
  }
});

it("gives one that hangs up after four seconds, and one that is slow longer each time", () => {
  expect([0, 1, 2, 3, 9].map(patienceAfter)).toEqual([4000, 8000, 16_000, 16_000, 16_000]);
});
