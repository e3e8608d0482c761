import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Room } from "./api";
import { hearPresses } from "./presses";
import { WORDS } from "./texts";
import { Visitor } from "./Visitor";

const ROOM: Room = {
  born: "1",
  languages: ["en"],
  theme: "auto",
  reading: true,
  wake: "touch",
  hold_still: true,
  idle_seconds: 45,
  question_seconds: 15,
  hanging: true,
  take_home: false,
  printing: false,
  clean: false,
  question: true,
  painted: true,
  sound: false,
  cues: false,
  open: true,
  doors: "open",
  test: false,
};

type Asked = { method: string; answer: (status: number) => void };
let asked: Asked[];
let root: Root;
let stop: () => void;

beforeEach(() => {
  asked = [];
  // As in a browser: effects run when React finds the time, not at once.
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  vi.stubGlobal(
    "EventSource",
    class extends EventTarget {
      close = () => undefined;
    },
  );
  vi.stubGlobal(
    "fetch",
    (_: string, { method = "GET" }: RequestInit) =>
      new Promise((answer) =>
        asked.push({
          method,
          answer: (status) => answer(new Response(status === 204 ? null : "{}", { status })),
        }),
      ),
  );
  const where = document.createElement("div");
  document.body.replaceChildren(where);
  root = createRoot(where);
  stop = hearPresses();
});
afterEach(() => {
  stop();
  root.unmount();
  asked.forEach(({ answer }) => answer(204));
  vi.unstubAllGlobals();
});

const press = () => dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
const show = (room = ROOM) => root.render(<Visitor room={room} away={false} />);
const seen = () => document.body.textContent;
const methods = () => asked.map(({ method }) => method);
const noticed = () => vi.waitFor(() => expect(seen()).toContain(WORDS.en.agree));

it("hears a press in the moment in which the screen is drawn", async () => {
  new MutationObserver((_, observer) => {
    observer.disconnect();
    press();
  }).observe(document.body, { childList: true, subtree: true });
  show();
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE"]));
  asked[0]?.answer(204);
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE", "POST"]));
  asked[1]?.answer(204);
  await noticed();
});

it("hears a press before there is any screen", async () => {
  press();
  show();
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE"]));
  asked[0]?.answer(204);
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE", "POST"]));
});

it("begins a visit only once the last one has ended: the last answer's cookie counts", async () => {
  show();
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE"]));
  press();
  await vi.waitFor(() => expect(seen()).toContain(WORDS.en.away));
  expect(methods()).toEqual(["DELETE"]);
  asked[0]?.answer(204);
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE", "POST"]));
});

it("asks again where the server is busy, until the visitor is let in", async () => {
  show();
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE"]));
  asked[0]?.answer(204);
  press();
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE", "POST"]));
  asked[1]?.answer(503);
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE", "POST", "POST"]), 3000);
  asked[2]?.answer(204);
  await noticed();
});

it("lets nobody in while it is closed", async () => {
  show({ ...ROOM, open: false });
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE"]));
  asked[0]?.answer(204);
  press();
  await new Promise((done) => setTimeout(done, 100));
  expect(methods()).toEqual(["DELETE"]);
});

it("sees off who is there when the keeper closes", async () => {
  show();
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE"]));
  asked[0]?.answer(204);
  press();
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE", "POST"]));
  asked[1]?.answer(204);
  await noticed();
  show({ ...ROOM, open: false, doors: "closed" });
  await vi.waitFor(() => expect(seen()).toContain(WORDS.en.closed));
});

it("does what the room's machines tell: begins as a press does, and goes on to the next", async () => {
  let cue: (name: string) => void = () => undefined;
  vi.stubGlobal(
    "EventSource",
    class extends EventTarget {
      close = () => undefined;
      constructor(address: string) {
        super();
        if (!address.endsWith("/cues")) return;
        cue = (name) =>
          void this.dispatchEvent(new MessageEvent("cue", { data: JSON.stringify({ cue: name }) }));
      }
    },
  );
  show({ ...ROOM, cues: true });
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE"]));
  asked[0]?.answer(204);
  cue("next");
  cue("consent");
  cue("begin");
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE", "POST"]));
  asked[1]?.answer(204);
  await noticed();
  cue("begin");
  cue("next");
  await vi.waitFor(() => expect(methods()).toEqual(["DELETE", "POST", "DELETE"]));
  expect(seen()).not.toContain(WORDS.en.agree);
});
