import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { portrait as check } from "@/api/checks";
import { golden } from "@/testing/golden";

import { LINGER_MS, useLinger } from "./use-linger";

afterEach(() => vi.useRealTimers());

const done = () => check(golden("portrait_done.json"), "");
const running = () => check(golden("portrait_running.json"), "");

test("the chosen are seen among the candidates for a while, however soon the works come", () => {
  vi.useFakeTimers();
  const chosen = { ...done(), state: "running" as const };
  const hook = renderHook(useLinger, { initialProps: running() });
  hook.rerender(chosen);
  hook.rerender(done());
  expect(hook.result.current).toBe(true);
  act(() => {
    vi.advanceTimersByTime(LINGER_MS - 1);
  });
  expect(hook.result.current).toBe(true);
  act(() => {
    vi.advanceTimersByTime(1);
  });
  expect(hook.result.current).toBe(false);
});

test("one who comes later sees the works at once", () => {
  expect(renderHook(useLinger, { initialProps: done() }).result.current).toBe(false);
});
