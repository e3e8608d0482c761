import { fromRgba, type Picture } from "./stages/picture";
import { TabError } from "./stages/network";

/** A face needs few pixels: a photo is looked at with no longer side than this. */
const MOST_SIDE = 2000;
/** And a camera's frame with this. */
export const LIVE_SIDE = 640;

/** The pixels of what can be drawn, at most so long. */
export function pixelsOf(
  source: CanvasImageSource,
  width: number,
  height: number,
  longest: number,
): Picture {
  const scale = Math.min(1, longest / Math.max(width, height));
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  const canvas = new OffscreenCanvas(Math.max(1, across), Math.max(1, down));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new TabError("memory");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return fromRgba(data, canvas.width, canvas.height);
}

/** The photo in this file, upright; throws TabError for what the browser cannot read. */
export async function readPhoto(file: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(
    (error: unknown) => {
      throw new TabError("picture", error);
    },
  );
  try {
    return pixelsOf(bitmap, bitmap.width, bitmap.height, MOST_SIDE);
  } finally {
    bitmap.close();
  }
}
