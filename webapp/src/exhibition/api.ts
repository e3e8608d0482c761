/** What the exhibition's screens ask of the server. */
import { BASE, call, nothing } from "@/api/client";
import { flag, list, number, oneOf, orNull, shape, text, type Check } from "@/api/check";
import { portrait, work } from "@/api/checks";
import type { Portrait, Work } from "@/api/shapes";
import type { Mood } from "@/mood/emotions";

import { signOfLife } from "./sign-of-life";

export const LANGUAGES = ["en", "de", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

const DOORS = ["open", "paused", "closed"] as const;

export type Room = {
  born: string;
  languages: Language[];
  theme: "auto" | "light" | "dark";
  reading: boolean;
  wake: "touch" | "face";
  hold_still: boolean;
  idle_seconds: number;
  question_seconds: number;
  hanging: boolean;
  take_home: boolean;
  printing: boolean;
  clean: boolean;
  question: boolean;
  painted: boolean;
  sound: boolean;
  cues: boolean;
  open: boolean;
  doors: (typeof DOORS)[number];
  test: boolean;
};

const room: Check<Room> = shape<Room>({
  born: text,
  languages: list(oneOf(...LANGUAGES)),
  theme: oneOf("auto", "light", "dark"),
  reading: flag,
  wake: oneOf("touch", "face"),
  hold_still: flag,
  idle_seconds: number,
  question_seconds: number,
  hanging: flag,
  take_home: flag,
  printing: flag,
  clean: flag,
  question: flag,
  painted: flag,
  sound: flag,
  cues: flag,
  open: flag,
  doors: oneOf(...DOORS),
  test: flag,
});

export type Code = { address: string; until: string; picture: string; wifi: string | null };

const code = shape<Code>({ address: text, until: text, picture: text, wifi: orNull(text) });
const hung = shape<{ works: Work[] }>({ works: list(work) });
const near = shape<{ near: boolean }>({ near: flag });

const post = <T>(path: string, check: Check<T>, body?: BodyInit) =>
  call(`/exhibition${path}`, { method: "POST", check, ...(body === undefined ? {} : { body }) });

/** What the room is set to; asking also tells that this screen is there. */
export const askRoom = (screen: string, signal?: AbortSignal): Promise<Room> =>
  call(`/exhibition/room${signOfLife(screen)}`, { signal, check: room });

/** A server that says nothing for so long is away. */
const PATIENCE_MS = 8000;
let before: Promise<unknown> = Promise.resolve();

/** A visit begins or ends: one after another, since each answer brings the next one's cookie. */
function changeVisit(method: "POST" | "DELETE"): Promise<null> {
  const ask = () => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return call("/exhibition/visits", { method, signal, check: nothing });
  };
  const change = before.then(ask);
  before = change.catch(() => undefined);
  return change;
}

export const beginVisit = (): Promise<null> => changeVisit("POST");
export const endVisit = (): Promise<null> => changeVisit("DELETE");
export const agreeToBeRead = (): Promise<null> => post("/consent", nothing);

/** Whether a face is near; nothing of the frame is read or kept. */
export const isNear = async (frame: Blob): Promise<boolean> =>
  (await post("/near", near, frame)).near;

export const hangWork = (id: string): Promise<Work> => post(`/works/${id}/hang`, work);
export const codeOf = (id: string): Promise<Code> => post(`/works/${id}/code`, code);

export type Sheets = { ready: boolean; waiting: number; left: number };
const sheets = shape<Sheets>({ ready: flag, waiting: number, left: number });

export const askPrinter = (): Promise<Sheets> => call("/exhibition/printer", { check: sheets });
export const cardOf = (id: string, language: Language): string =>
  `${BASE}/exhibition/works/${id}/card.png?language=${language}`;
export const printWork = (id: string, language: Language, copies: number): Promise<Sheets> =>
  call(`/exhibition/works/${id}/print`, {
    method: "POST",
    json: { language, copies },
    check: sheets,
  });

/** An answer to whether it moved the visitor; nothing of them goes with it. */
export const answerQuestion = (id: string, question: "carries" | "keeps", value: number) =>
  call(`/exhibition/portraits/${id}/answer`, {
    method: "POST",
    json: { question, value },
    check: nothing,
  });

/** A portrait of a mood that was chosen by hand: no picture of anybody is sent. */
export const paintMood = (mood: Partial<Mood>): Promise<Portrait> =>
  call("/portraits", { method: "POST", json: { mood }, check: portrait });

const AGAIN_MS = 3000;

/** Tells of each event of this name, also after the server was away; gives how to stop. */
function watch<T>(path: string, name: string, check: Check<T>, tell: (told: T) => void) {
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(`${BASE}/exhibition/${path}`);
    source.addEventListener(name, (event: MessageEvent<string>) => {
      try {
        tell(check(JSON.parse(event.data), name));
      } catch {
        // What an older or newer server says: the page is loaded anew when that is noticed.
      }
    });
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      again = setTimeout(open, AGAIN_MS);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source?.close();
  };
}

/** Tells what hangs, now and whenever it changes. */
export const watchWall = (tell: (works: Work[]) => void): (() => void) =>
  watch("events", "works", hung, ({ works }) => tell(works));

export type Cue = "begin" | "next";
const told = shape<{ cue: Cue }>({ cue: oneOf("begin", "next") });

/** Tells what the room's other machines want: that a visit begins, or that it is over. */
export const watchCues = (tell: (cue: Cue) => void): (() => void) =>
  watch("cues", "cue", told, ({ cue }) => tell(cue));
