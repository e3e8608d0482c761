import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { FullScreen } from "./FullScreen";

function Painting() {
  const picture = useRef<HTMLDivElement>(null);
  return (
    <>
      <div ref={picture} className="own" data-testid="picture" />
      <FullScreen of={picture}>Full screen</FullScreen>
    </>
  );
}

function browserWith(fullscreenEnabled: boolean | undefined, request?: () => Promise<void>) {
  Object.defineProperty(document, "fullscreenEnabled", {
    value: fullscreenEnabled,
    configurable: true,
  });
  Object.defineProperty(Element.prototype, "requestFullscreen", {
    value: request,
    configurable: true,
  });
}

afterEach(() => {
  Reflect.deleteProperty(document, "fullscreenEnabled");
  Reflect.deleteProperty(Element.prototype, "requestFullscreen");
});

const fill = () => userEvent.click(screen.getByRole("button", { name: "Full screen" }));
const picture = () => screen.getByTestId("picture");

test("where a browser can, the element itself fills the screen", async () => {
  const request = vi.fn(() => Promise.resolve());
  browserWith(true, request);
  render(<Painting />);
  await fill();
  expect(request).toHaveBeenCalledOnce();
  expect(screen.queryByRole("dialog")).toBeNull();
});

test.each([
  ["has no such thing", undefined, undefined],
  ["allows it to nothing", false, () => Promise.resolve()],
  ["refuses it now", true, () => Promise.reject(new TypeError("not now"))],
] as const)("where a browser %s, the element covers the page", async (_, enabled, request) => {
  browserWith(enabled, request);
  render(<Painting />);
  await fill();
  const leave = await screen.findByRole("button", { name: "Leave full screen" });
  expect(picture().classList.length).toBe(2);
  expect(document.documentElement.classList.length).toBe(1);
  await userEvent.click(leave);
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(picture().className).toBe("own");
  expect(document.documentElement.classList.length).toBe(0);
});
