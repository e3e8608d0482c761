/** The moods are read from small pictures; the portrait from a larger one. */
export const LIVE_WIDTH = 480;
export const PORTRAIT_WIDTH = 1280;

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

export const toJpeg = (from: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => from.toBlob(resolve, "image/jpeg", quality));
