import { act, cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import { golden } from "@/testing/golden";
import { serve } from "@/testing/server";

import { de } from "@/texts/de";

import { App } from "./App";

const STATUS = { json: golden("status.json") };
const QUIET = {
  "GET /status": STATUS,
  "GET /portraits": { json: { portraits: [] } },
};

class SilentEvents extends EventTarget {
  static readonly CLOSED = 2;
  static latest: SilentEvents | null = null;
  readyState = 1;
  constructor() {
    super();
    SilentEvents.latest = this;
  }
  close() {
    this.readyState = SilentEvents.CLOSED;
  }
}

beforeEach(() => {
  vi.stubGlobal("EventSource", SilentEvents);
  vi.stubGlobal("scrollTo", () => undefined);
});

const open = (address: string) => {
  history.replaceState(null, "", address);
  render(<App />);
};

test("no camera is asked for before the visitor agrees", async () => {
  const getUserMedia = vi.fn(() => new Promise(() => undefined));
  Object.defineProperty(navigator, "mediaDevices", {
    value: { getUserMedia },
    configurable: true,
  });
  serve(QUIET);
  open("/mirror");
  expect(screen.getByRole("heading", { name: /What happens/ })).toBeTruthy();
  expect(getUserMedia).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: /I agree/ }));
  await waitFor(() => expect(getUserMedia).toHaveBeenCalled());
});

test("the language is switched and remembered", async () => {
  serve(QUIET);
  open("/");
  await userEvent.click(screen.getByRole("button", { name: "Diese Seite auf Deutsch" }));
  expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("Ein Gesicht");
  expect(document.documentElement.lang).toBe("de");
  expect(localStorage.getItem("vaha.language")).toBe("de");
});

test("colours turn from the system's to light to dark", async () => {
  serve(QUIET);
  open("/");
  await userEvent.click(screen.getByRole("button", { name: /Colours: Auto/ }));
  expect(document.documentElement.dataset.theme).toBe("light");
  await userEvent.click(screen.getByRole("button", { name: /Colours: Light/ }));
  expect(document.documentElement.dataset.theme).toBe("dark");
});

test("a finished portrait shows its works, and why", async () => {
  const portrait = golden("portrait_done.json") as { id: string; works: object[] };
  serve({ ...QUIET, [`GET /portraits/${portrait.id}`]: { json: portrait } });
  open(`/portraits/${portrait.id}`);
  expect(await screen.findAllByTestId("work")).toHaveLength(portrait.works.length);
  expect(screen.getAllByRole("list", { name: /nine emotions/ }).length).toBeGreaterThan(0);
  expect(screen.getByRole("button", { name: /not what I feel/ })).toBeTruthy();
});

test("what the visitor feels instead is painted", async () => {
  const portrait = golden("portrait_done.json") as { id: string };
  const next = { ...(golden("portrait_queued.json") as object), id: "next" };
  const asked = serve({
    ...QUIET,
    [`GET /portraits/${portrait.id}`]: { json: portrait },
    "POST /portraits": { status: 202, json: next },
    "GET /portraits/next": { json: next },
  });
  open(`/portraits/${portrait.id}`);
  await userEvent.click(await screen.findByRole("button", { name: /not what I feel/ }));
  await userEvent.click(screen.getByRole("button", { name: "Sad" }));
  await userEvent.selectOptions(screen.getByLabelText("Style"), "Cubism");
  await userEvent.click(screen.getByRole("button", { name: "Repaint" }));
  await waitFor(() => expect(location.pathname).toBe("/portraits/next"));
  const form = asked.find(({ method }) => method === "POST")?.body as FormData;
  expect(JSON.parse(form.get("options") as string)).toEqual({
    mood: expect.objectContaining({ sad: 1, happy: 0 }) as unknown,
    style: "cubism",
  });
  expect(form.get("photo")).toBeNull();
});

test("a full studio is asked again, and the visitor is told", async () => {
  const busy = {
    status: 429,
    json: golden("problem_busy.json"),
    headers: { "Retry-After": "60" },
  };
  const next = { ...(golden("portrait_queued.json") as object), id: "next" };
  serve({
    ...QUIET,
    "POST /portraits": [busy, { status: 202, json: next }],
    "GET /portraits/next": { json: next },
  });
  open("/mix");
  await userEvent.click(screen.getByRole("button", { name: "Paint this mood" }));
  expect(await screen.findByText("The studio is full")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Ask now" }));
  await waitFor(() => expect(location.pathname).toBe("/portraits/next"));
});

test("a portrait that failed says why in the server's words, and there are ways on", async () => {
  const failed = golden("portrait_failed.json") as { id: string; problem: { detail: string } };
  serve({ ...QUIET, [`GET /portraits/${failed.id}`]: { json: failed } });
  open(`/portraits/${failed.id}`);
  expect((await screen.findByRole("alert")).textContent).toContain(failed.problem.detail);
  expect(screen.getByRole("link", { name: "A new portrait" })).toBeTruthy();
  expect(screen.getByRole("link", { name: "Choose the mood yourself" })).toBeTruthy();
});

test("a portrait that the server lost is no dead end", async () => {
  serve(QUIET);
  open("/portraits/lost");
  expect(await screen.findByText("This portrait is not here any more")).toBeTruthy();
  expect(screen.getByRole("link", { name: "A new portrait" })).toBeTruthy();
});

test("a running portrait is found again from the entrance", async () => {
  const running = golden("portrait_running.json") as { id: string };
  serve({ ...QUIET, "GET /portraits": { json: { portraits: [running] } } });
  open("/");
  const link = await screen.findByRole("link", { name: "See it" });
  expect(link.getAttribute("href")).toBe(`/portraits/${running.id}`);
});

test("forget me says what was deleted and forgets the consent", async () => {
  localStorage.setItem("vaha.consent", "yes");
  serve({ ...QUIET, "DELETE /me": { json: golden("forgotten.json") } });
  open("/forget-me");
  await userEvent.click(screen.getByRole("button", { name: "Forget me" }));
  const receipt = await screen.findByTestId("receipt");
  expect(receipt.textContent).toContain("Paintings deleted6");
  expect(receipt.textContent).toContain("Portraits deleted2");
  expect(localStorage.getItem("vaha.consent")).toBeNull();
});

const heartsGone = (works: { id: string }[]) =>
  Object.fromEntries(works.map(({ id }) => [`PATCH /works/${id}`, "gone" as const]));

test("while the server is gone the works stay; when it is back, all goes on", async () => {
  const works = golden("works.json") as { works: { id: string }[] };
  serve({ ...QUIET, "GET /works": { json: works }, "OPTIONS /mirror": {} });
  open("/gallery");
  const pieces = await screen.findAllByTestId("piece");
  const heart = screen.getAllByRole("button", { name: /Keep as|A favourite/ })[0];

  serve({ "GET /status": "gone", ...heartsGone(works.works) });
  if (heart) await userEvent.click(heart);
  expect((await screen.findByTestId("gone")).textContent).toContain("does not answer");
  expect(screen.getAllByTestId("piece")).toHaveLength(pieces.length);

  serve({ ...QUIET, "GET /works": { json: works } });
  await userEvent.click(screen.getByRole("button", { name: "Try now" }));
  await waitFor(() => expect(screen.queryByTestId("gone")).toBeNull());
  expect(screen.getAllByTestId("piece")).toHaveLength(pieces.length);
});

test("a photo without a face is not asked for again; what may go better is", async () => {
  const queued = golden("portrait_queued.json") as { id: string };
  const failed = golden("portrait_failed.json") as { id: string; problem: object };
  const again = async (code: string) => {
    const id = `next-${code}`;
    serve({
      ...QUIET,
      "POST /portraits": { status: 202, json: { ...queued, id } },
      [`GET /portraits/${id}`]: { json: { ...queued, id } },
    });
    open("/mix");
    await userEvent.click(screen.getByRole("button", { name: "Paint this mood" }));
    await waitFor(() => expect(location.pathname).toBe(`/portraits/${id}`));
    const json = { ...failed, id, problem: { ...failed.problem, code } };
    serve({ ...QUIET, [`GET /portraits/${id}`]: { json } });
    await act(() =>
      SilentEvents.latest?.dispatchEvent(
        new MessageEvent("failed", { data: JSON.stringify(json) }),
      ),
    );
    await screen.findByText("This did not work");
    const button = screen.queryByRole("button", { name: "Ask for it again" });
    cleanup();
    return button !== null;
  };
  expect(await again("no_face")).toBe(false);
  expect(await again("unavailable")).toBe(true);
});

test("a visitor's own limit is not called a full studio", async () => {
  const busy = { ...(golden("problem_busy.json") as object), code: "own_limit" };
  serve({ ...QUIET, "POST /portraits": { status: 429, json: busy } });
  open("/mix");
  await userEvent.click(screen.getByRole("button", { name: "Paint this mood" }));
  expect(await screen.findByText("Yours are being painted")).toBeTruthy();
  expect(screen.queryByText("The studio is full")).toBeNull();
});

test("on the German page a problem speaks German", async () => {
  localStorage.setItem("vaha.language", "de");
  const failed = golden("portrait_failed.json") as {
    id: string;
    problem: { detail: string; code: keyof typeof de.problems };
  };
  serve({ ...QUIET, [`GET /portraits/${failed.id}`]: { json: failed } });
  open(`/portraits/${failed.id}`);
  const said = (await screen.findByRole("alert")).textContent;
  expect(said).toContain(de.problems[failed.problem.code]);
  expect(said).not.toContain(failed.problem.detail);
});

test("moods that the visitor set are not called what the visitor does not feel", async () => {
  const done = golden("portrait_done.json") as { id: string };
  serve({ ...QUIET, [`GET /portraits/${done.id}`]: { json: { ...done, asked: true } } });
  open(`/portraits/${done.id}`);
  expect(await screen.findByRole("button", { name: "Change the mood" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /not what I feel/ })).toBeNull();
});

test("no two buttons of the three works have the same name", async () => {
  const portrait = golden("portrait_done.json") as { id: string };
  serve({ ...QUIET, [`GET /portraits/${portrait.id}`]: { json: portrait } });
  open(`/portraits/${portrait.id}`);
  const works = await screen.findAllByTestId("work");
  const names = works.flatMap((work) =>
    [...within(work).getAllByRole("button"), ...within(work).getAllByRole("link")].map((one) =>
      one.getAttribute("aria-label"),
    ),
  );
  expect(names.length).toBeGreaterThan(10);
  expect(new Set(names).size).toBe(names.length);
});

test("the gallery learns that a portrait has finished", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const running = golden("portrait_running.json") as { id: string };
  const none = { json: { works: [], next: null, unreadable: 0 } };
  serve({ ...QUIET, "GET /portraits": { json: { portraits: [running] } }, "GET /works": none });
  open("/gallery");
  expect(await screen.findByText("Nothing hangs here yet")).toBeTruthy();
  serve({
    ...QUIET,
    "GET /portraits": { json: { portraits: [{ ...running, state: "done" }] } },
    "GET /works": { json: golden("works.json") },
  });
  await vi.advanceTimersByTimeAsync(3500);
  expect((await screen.findAllByTestId("piece")).length).toBeGreaterThan(0);
  vi.useRealTimers();
});

test.each([
  ["en", 1, "1 work cannot be read any more and is left out."],
  ["de", 2, "2 Werke lassen sich nicht mehr lesen und fehlen hier."],
] as const)("the gallery says what it cannot show (%s)", async (language, unreadable, said) => {
  localStorage.setItem("vaha.language", language);
  const works = { ...(golden("works.json") as object), unreadable };
  serve({ ...QUIET, "GET /works": { json: works } });
  open("/gallery");
  expect(await screen.findByText(said)).toBeTruthy();
  expect(screen.getAllByTestId("piece").length).toBeGreaterThan(0);
});

test("a gallery of which nothing can be read is not called empty", async () => {
  serve({ ...QUIET, "GET /works": { json: { works: [], next: null, unreadable: 3 } } });
  open("/gallery");
  expect(await screen.findByText(/^3 works cannot be read/)).toBeTruthy();
  expect(screen.queryByText("Nothing hangs here yet")).toBeNull();
});

test("a key that the studio no longer knows is said, not kept quiet", async () => {
  const refused = { status: 401, json: golden("problem_token.json") };
  const asked = ["GET /status", "GET /portraits", "GET /works", "OPTIONS /mirror"];
  serve(Object.fromEntries(asked.map((name) => [name, refused])));
  open("/gallery");
  expect((await screen.findByTestId("locked")).textContent).toContain(
    "Open the studio’s link again",
  );
});
