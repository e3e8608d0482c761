import { useCallback, useEffect, useState } from "react";

import type { Mood } from "@/mood/emotions";

import { keepPage, openStudio, seedOf } from "./boot";
import { readPhoto } from "./frames";
import type { Portrait, Stage } from "./messages";
import { TabError, type Trouble } from "./stages/network";
import type { Picture } from "./stages/picture";
import type { Studio } from "./studio";

/** Where the page stands. */
export type State =
  | { at: "loading"; done: number; of: number }
  | { at: "start" }
  | { at: "camera" }
  | { at: "working"; stage: Stage; done: number; of: number; mood: Mood | null }
  | { at: "nobody" }
  | { at: "works"; portrait: Portrait }
  | { at: "trouble"; trouble: Trouble; detail: string };

export type Doing = {
  state: State;
  studio: Studio | null;
  fail: (error: unknown) => void;
  begin: () => void;
  openCamera: () => void;
  paintPhoto: (file: Blob) => void;
  paintFace: (image: Picture) => void;
  paintMood: (mood: Mood) => void;
};

export function useStudio(): Doing {
  const [state, setState] = useState<State>({ at: "loading", done: 0, of: 0 });
  const [studio, setStudio] = useState<Studio | null>(null);

  const fail = useCallback((error: unknown) => {
    const known = error instanceof TabError ? error : new TabError("failed", error);
    setState({ at: "trouble", trouble: known.kind, detail: known.detail });
  }, []);

  useEffect(() => {
    let opened: Studio | null = null;
    let wanted = true;
    const open = async () => {
      if (!(await keepPage()) || !wanted) return;
      opened = await openStudio((_stage, done, of) => setState({ at: "loading", done, of }));
      setStudio(opened);
      setState({ at: "start" });
    };
    open().catch(fail);
    return () => {
      wanted = false;
      opened?.close();
    };
  }, [fail]);

  const paintMood = async (mood: Mood) => {
    if (!studio) return;
    setState({ at: "working", stage: "paint", done: 0, of: 16, mood });
    const portrait = await studio.ask(
      { kind: "paint", mood, seed: seedOf(location.search) },
      (stage, done, of) => {
        if (stage !== "load") setState({ at: "working", stage, done, of, mood });
      },
    );
    setState({ at: "works", portrait });
  };

  const paintFace = async (image: Picture) => {
    if (!studio) return;
    setState({ at: "working", stage: "faces", done: 0, of: 0, mood: null });
    const [face] = await studio.ask({ kind: "look", image, near: [], quick: false });
    if (face) await paintMood(face.reading.mood);
    else setState({ at: "nobody" });
  };

  return {
    state,
    studio,
    fail,
    begin: () => setState({ at: "start" }),
    openCamera: () => setState({ at: "camera" }),
    paintMood: (mood) => void paintMood(mood).catch(fail),
    paintFace: (image) => void paintFace(image).catch(fail),
    paintPhoto: (file) => void readPhoto(file).then(paintFace).catch(fail),
  };
}
