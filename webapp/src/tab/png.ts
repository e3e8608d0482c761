import { FACE_EMOTIONS, type Mood } from "@/mood/emotions";

import type { Portrait, Work } from "./messages";
import { toRgba, type Picture } from "./stages/picture";

/** The keyword of the text chunk that carries a recipe, and that of the one that carries XMP. */
const RECIPE = "vaha:recipe";
const XMP = "XML:com.adobe.xmp";

/** What tells machines that the picture was made by a trained algorithm (src/vaha/marking.py). */
const MARK =
  '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
  '<x:xmpmeta xmlns:x="adobe:ns:meta/">' +
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  '<rdf:Description rdf:about=""' +
  ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"' +
  ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"' +
  ' Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"' +
  ' xmp:CreatorTool="VAHA"/>' +
  '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>';

/** The work's recipe as VAHA in Python reads it: with it the same picture is painted again. */
export function recipeOf(
  { mood, version, models }: Portrait,
  { seed, picture }: Work,
  side = 64,
): string {
  const weights = Object.fromEntries(FACE_EMOTIONS.map((name) => [name, mood[name]])) as Mood;
  const scale = Math.max(1, Math.round(picture.width / side));
  return JSON.stringify({ format: 1, models, mood: weights, scale, seed, truncation: 1, version });
}

/** The picture as a PNG that carries its recipe and says how it was made. */
export async function pngOf(picture: Picture, recipe: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d");
  const pixels = new ImageData(toRgba(picture), picture.width, picture.height);
  context?.putImageData(pixels, 0, 0);
  const bare = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  const text = new TextEncoder();
  const chunks = [
    chunk("iTXt", text.encode(`${XMP}\0\0\0\0\0${MARK}`)),
    chunk("tEXt", text.encode(`${RECIPE}\0${recipe}`)),
  ];
  // Behind the signature (8 bytes) and the head, which always has 25.
  return new Blob([bare.slice(0, 33), ...chunks, bare.slice(33)], { type: "image/png" });
}

function chunk(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(12 + content.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, content.length);
  whole.set(new TextEncoder().encode(name), 4);
  whole.set(content, 8);
  view.setUint32(8 + content.length, crc(whole.subarray(4, 8 + content.length)));
  return whole;
}

/** CRC-32 as PNG (ISO 15948, annex D) wants it. */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}
