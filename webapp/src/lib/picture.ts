/** The moods are read from small pictures; the portrait from a larger one. */
export const LIVE_WIDTH = 480;
export const PORTRAIT_WIDTH = 1280;
const STILL_SIDE = 1600;

const canvas = () => document.createElement("canvas");

/** One frame of a video as a JPEG, at most `width` pixels wide; null while there is none. */
export async function grabFrame(
  video: HTMLVideoElement,
  width: number,
  onto: HTMLCanvasElement = canvas(),
  quality = 0.82,
): Promise<Blob | null> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return null;
  const scale = Math.min(1, width / video.videoWidth);
  onto.width = Math.round(video.videoWidth * scale);
  onto.height = Math.round(video.videoHeight * scale);
  onto.getContext("2d")?.drawImage(video, 0, 0, onto.width, onto.height);
  return toJpeg(onto, quality);
}

/** A photo ready to send, and itself to look at where the browser can show its kind. */
export type Still = { blob: Blob; bitmap: ImageBitmap | null };

export class NotAPicture extends Error {}

/**
 * Reads a photo. What the browser can decode is made smaller and written anew, so that neither the
 * place where it was taken nor anything else beside the picture leaves the browser. What it cannot
 * decode (HEIC in most) goes as it is. Throws NotAPicture.
 */
export async function readStill(file: File): Promise<Still> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(
    () => null,
  );
  if (!bitmap) {
    const type = pictureType(file);
    if (!type) throw new NotAPicture(file.name);
    return { blob: new Blob([file], { type }), bitmap: null };
  }
  const scale = Math.min(1, STILL_SIDE / Math.max(bitmap.width, bitmap.height));
  const small = canvas();
  small.width = Math.max(1, Math.round(bitmap.width * scale));
  small.height = Math.max(1, Math.round(bitmap.height * scale));
  small.getContext("2d")?.drawImage(bitmap, 0, 0, small.width, small.height);
  bitmap.close();
  const blob = await toJpeg(small, 0.92);
  if (!blob) throw new NotAPicture(file.name);
  return { blob, bitmap: await createImageBitmap(small) };
}

/** Kinds that the server may read although the browser cannot. */
function pictureType(file: File): string | null {
  if (/\.hei[cf]$/i.test(file.name) || /^image\/hei[cf]/.test(file.type)) return "image/heic";
  return /^image\/(tiff|avif|bmp|jxl)/.test(file.type) ? file.type : null;
}

const toJpeg = (from: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => from.toBlob(resolve, "image/jpeg", quality));
