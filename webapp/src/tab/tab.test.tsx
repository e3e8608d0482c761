import { screen, waitFor } from "@testing-library/react";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ART_EMOTIONS, FACE_EMOTIONS } from "@/mood/emotions";
import { mapMood } from "@/mood/weights";

import { seedOf, threadsOf } from "./boot";
import type { Answers, Ask, Heard, Portrait } from "./messages";
import { recipeOf } from "./png";
import type { Trouble } from "./stages/network";
import { Tab } from "./Tab";
import { WORDS } from "./texts";

type Reply = { answer: Answers[keyof Answers] } | { trouble: Trouble; detail?: string };

/** What the worker says to each question; asked questions are kept. */
let reply: (ask: Ask) => Reply;
let asked: Ask[] = [];

class FakeWorker {
  onmessage: ((event: { data: Heard }) => void) | null = null;
  onerror = null;

  postMessage({ number, ask }: { number: number; ask: Ask }) {
    asked.push(ask);
    const said = reply(ask);
    const heard: Heard =
      "answer" in said
        ? { number, kind: "answer", answer: said.answer }
        : { number, kind: "trouble", trouble: said.trouble, detail: said.detail ?? "" };
    queueMicrotask(() => this.onmessage?.({ data: heard }));
  }

  terminate() {
    this.onmessage = null;
  }
}

const picture = {
  width: 256,
  height: 256,
  channels: 3 as const,
  data: new Uint8Array(256 * 256 * 3),
};
const scores = Object.fromEntries(ART_EMOTIONS.map((name) => [name, 1 / 9])) as Record<
  (typeof ART_EMOTIONS)[number],
  number
>;
const mood = mapMood((emotion) => (emotion === "sad" ? 1 : 0));
const portrait: Portrait = {
  mood,
  seed: 7,
  works: [1, 2, 3].map((seed) => ({ picture, seed, verdict: { scores, lift: 1, embedding: [] } })),
  version: "1.2",
  models: { painter: "a", enlarger: "b" },
  took: 2.5,
};

beforeEach(() => {
  asked = [];
  reply = ({ kind }) => ({ answer: kind === "paint" ? portrait : kind === "look" ? [] : null });
  vi.stubGlobal("Worker", FakeWorker);
  vi.stubGlobal("crossOriginIsolated", false);
});

afterEach(() => vi.unstubAllGlobals());

test("a mood is painted and three works are shown, with what was felt and how long it took", async () => {
  render(<Tab />);
  await userEvent.click(await screen.findByRole("button", { name: "Sad" }));
  expect(await screen.findAllByRole("listitem")).not.toHaveLength(0);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Sad");
  expect(screen.getByText(/Painted in 2\.5 seconds/)).toBeTruthy();
  expect(asked.filter(({ kind }) => kind === "paint")).toMatchObject([{ mood }]);
  await userEvent.click(screen.getByRole("button", { name: WORDS.en.again }));
  await waitFor(() => expect(asked.filter(({ kind }) => kind === "paint")).toHaveLength(2));
});

test.each(Object.keys(WORDS.en.troubles) as Trouble[])(
  "%s is said in one line, with a way on",
  async (trouble) => {
    reply = () => ({ trouble });
    render(<Tab />);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(WORDS.en.troubles[trouble]);
    expect(alert.closest("section")?.querySelector("button")).toBeTruthy();
  },
);

test("what is not foreseen says what was thrown", async () => {
  reply = () => ({ trouble: "failed", detail: "Non-zero status code" });
  render(<Tab />);
  expect((await screen.findByRole("alert")).textContent).toContain("(Non-zero status code)");
});

test("both languages say all of it", () => {
  expect(Object.keys(WORDS.de)).toEqual(Object.keys(WORDS.en));
  expect(Object.keys(WORDS.de.troubles)).toEqual(Object.keys(WORDS.en.troubles));
});

test("a recipe says what Python needs to paint the work again, and nothing else", () => {
  const [work] = portrait.works;
  expect(work).toBeDefined();
  if (!work) return;
  expect(JSON.parse(recipeOf(portrait, work))).toEqual({
    format: 1,
    models: portrait.models,
    mood,
    scale: 4,
    seed: 1,
    truncation: 1,
    version: "1.2",
  });
  expect(FACE_EMOTIONS).toHaveLength(7);
});

test("the address may ask for a seed and for fewer threads, never for more than there are", () => {
  expect(seedOf("?seed=4294967295")).toBe(4294967295);
  expect(seedOf("?seed=-1")).not.toBe(-1);
  vi.stubGlobal("crossOriginIsolated", true);
  vi.stubGlobal("navigator", { hardwareConcurrency: 2 });
  expect(["", "?threads=1", "?threads=9"].map(threadsOf)).toEqual([2, 1, 2]);
  vi.stubGlobal("crossOriginIsolated", false);
  expect(threadsOf("?threads=2")).toBe(1);
});
