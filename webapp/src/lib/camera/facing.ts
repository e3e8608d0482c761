/** Names that phones and tablets give to the cameras that look away from their owner. */
const BACK = /\b(back|rear|environment)\b|rück/i;

/** Whether a camera looks away from the visitor: its picture is no mirror, and is not turned. */
export function showsBack(stream: MediaStream): boolean {
  const track = stream.getVideoTracks()[0];
  if (!track) return false;
  const { facingMode } = track.getSettings();
  return facingMode ? facingMode === "environment" : BACK.test(track.label);
}
