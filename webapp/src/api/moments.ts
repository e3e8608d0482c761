import { BASE, call } from "./client";
import { work } from "./checks";
import type { Work } from "./shapes";

/** Keeps what my live mirror shows, as a work of mine with a film of its last ten seconds. */
export const keepMirrorMoment = (): Promise<Work> =>
  call("/mirror/moments", { method: "POST", check: work });

/** Keeps a frame of a morph, which stands at this address, with a film of its walk. */
export const keepMorphMoment = (frame: string): Promise<Work> =>
  call(frame.slice(BASE.length).replace(/\.png$/, "/moments"), { method: "POST", check: work });

/** The two kinds of a moment's film, as files. */
export const filmsOf = ({ film, top }: Work) =>
  film === null
    ? []
    : (["webm", "mp4"] as const).map((ending) => ({
        name: `vaha-${top}.${ending}`,
        kind: ending === "webm" ? "WebM" : "MP4",
        address: `${film.replace(/webm$/, ending)}?download=1`,
      }));
