import { act, fireEvent, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { useIdle } from "./use-idle";

beforeEach(() => vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval"] }));
afterEach(() => vi.useRealTimers());

const pass = (seconds: number) => {
  act(() => {
    vi.advanceTimersByTime(1000 * seconds);
  });
};

test("a hand that moves is no idleness, but does not answer the question by itself", () => {
  const over = vi.fn();
  const { result } = renderHook(() => useIdle({ active: true, seconds: 10, question: 5, over }));
  pass(8);
  fireEvent.pointerMove(window);
  pass(8);
  expect(result.current.left).toBeNull();
  pass(3);
  expect(result.current.left).not.toBeNull();
  fireEvent.pointerMove(window);
  expect(result.current.left).not.toBeNull();
  fireEvent.pointerDown(window);
  expect(result.current.left).toBeNull();
  pass(16);
  expect(over).toHaveBeenCalled();
});
