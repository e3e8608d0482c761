/** What a test in a real browser calls: the page's own painting, without the page around it. */
import { FlatPainter } from "../../src/brush/flat-painter";
import { GlPainter } from "../../src/brush/gl-painter";
import { LiveBrush } from "../../src/brush/live-brush";
import type { Mood as LiveMood } from "../../src/mood/emotions";
import { unpack } from "../../src/brush/packed";
import { brushesOf, marksOf, planesOf } from "../../src/brush/planes";
import { strokesOf } from "../../src/brush/strokes";

type Given = { strokes: string; side: number; marks: string[]; grain: string | null };

const bytes = (text: string) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

/** Paints at each of these times; each picture as RGBA, in base64, and how long it took. */
async function paint(given: Given, times: number[], flat = false) {
  const strokes = strokesOf(await unpack(bytes(given.strokes)));
  const canvas = document.createElement("canvas");
  document.body.append(canvas);
  const brushes = brushesOf(strokes, given.side);
  const marks = new Map(
    await Promise.all(
      brushes.map(async ({ layer }, index) => {
        const file = given.marks[index] ?? "";
        return [layer, marksOf(await unpack(bytes(file)))] as const;
      }),
    ),
  );
  const grain = given.grain === null ? null : planesOf(await unpack(bytes(given.grain)));
  const painter = flat
    ? new FlatPainter(canvas, strokes, given.side)
    : new GlPainter(canvas, strokes, given.side, { marks, grain });
  const pictures: string[] = [];
  const took: number[] = [];
  for (const time of times) {
    const began = performance.now();
    painter.show(time);
    pictures.push(read(canvas));
    took.push(performance.now() - began);
  }
  painter.close();
  canvas.remove();
  return { width: canvas.width, height: canvas.height, pictures, took };
}

function read(canvas: HTMLCanvasElement): string {
  return canvas.toDataURL("image/png").split(",")[1] ?? "";
}

type GivenLive = { side: number; marks: string[]; frames: string[] };
type Mood = Record<string, number>;

/** Paints frames, one each `every` milliseconds; each painting as PNG in base64, and its time. */
async function paintLive(given: GivenLive, moods: (Mood | null)[], every: number) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = given.side;
  document.body.append(canvas);
  const marks = await Promise.all(
    given.marks.map(async (file) => marksOf(await unpack(bytes(file)))),
  );
  const painter = new LiveBrush(canvas, marks);
  const pictures: string[] = [];
  const took: number[] = [];
  for (const [k, mood] of moods.entries()) {
    const file = bytes(given.frames[k % given.frames.length] ?? "");
    const frame = await createImageBitmap(new Blob([file], { type: "image/png" }));
    const began = performance.now();
    painter.show(frame, mood as LiveMood, k * every);
    painter.finish();
    took.push(performance.now() - began);
    pictures.push(read(canvas));
  }
  painter.close();
  canvas.remove();
  return { pictures, took };
}

/** What the page would ask the server for. */
async function wanted(strokes: string, side: number) {
  return brushesOf(strokesOf(await unpack(bytes(strokes))), side);
}

Object.assign(window, { brush: { paint, paintLive, wanted } });
