import { bare } from "./bare";
import { toJpeg } from "./picture";

/** Of larger files the picture is made smaller; up to this the bytes are sent as they are. */
const MOST_BYTES = 12_000_000;
const LARGE_SIDE = 3000;
/** So large is the picture that is shown; it is never sent. */
const SHOWN_SIDE = 1600;

/** A photo ready to send, and itself to look at where the browser can show its kind. */
export type Still = { blob: Blob; bitmap: ImageBitmap | null };

export class NotAPicture extends Error {}

/**
 * Reads a photo. Its pixels go to the studio as they are: written anew, faces were lost. Where it
 * was taken and the like is left out, for JPEG, PNG and WebP. A picture that this browser cannot
 * decode (HEIC in most, large ones on phones) goes as it is; the studio says what is wrong with it.
 * Throws NotAPicture.
 */
export async function readStill(file: File): Promise<Still> {
  const type = pictureType(file);
  const bitmap = await decode(file);
  if (!type && !bitmap) throw new NotAPicture(file.name);
  const shown = bitmap && (await smaller(bitmap, SHOWN_SIDE));
  if (bitmap && file.size > MOST_BYTES) {
    const blob = await encode(bitmap, LARGE_SIDE);
    bitmap.close();
    return { blob: blob ?? file, bitmap: shown };
  }
  bitmap?.close();
  const parts = bare(new Uint8Array(await file.arrayBuffer()));
  return { blob: new Blob(parts ?? [file], { type: type ?? file.type }), bitmap: shown };
}

/** Upright, or null where this browser cannot. */
async function decode(file: File): Promise<ImageBitmap | null> {
  if (typeof createImageBitmap === "undefined") return null;
  return createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
}

/** Kinds of pictures, also those that the studio may read although the browser cannot. */
function pictureType(file: File): string | null {
  if (/\.hei[cf]$/i.test(file.name) || /^image\/hei[cf]/.test(file.type)) return "image/heic";
  return file.type.startsWith("image/") ? file.type : null;
}

function drawn(bitmap: ImageBitmap, side: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (context) context.imageSmoothingQuality = "high";
  context?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const smaller = (bitmap: ImageBitmap, side: number): Promise<ImageBitmap | null> =>
  createImageBitmap(drawn(bitmap, side)).catch(() => null);

const encode = (bitmap: ImageBitmap, side: number): Promise<Blob | null> =>
  toJpeg(drawn(bitmap, side), 0.95);
