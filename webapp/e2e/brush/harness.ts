/** What a test in a real browser calls: the page's own painting, without the page around it. */
import { FlatPainter } from "../../src/brush/flat-painter";
import { GlPainter } from "../../src/brush/gl-painter";
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

/** What the page would ask the server for. */
async function wanted(strokes: string, side: number) {
  return brushesOf(strokesOf(await unpack(bytes(strokes))), side);
}

Object.assign(window, { brush: { paint, wanted } });
