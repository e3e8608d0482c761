/** Why there is no picture from the camera. */
export type Trouble = "refused" | "absent" | "busy" | "unplugged" | "insecure" | "failed";

/** What the browser's error means for the visitor. */
export function troubleOf(error: unknown): Trouble {
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "PermissionDeniedError":
      return "refused";
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return "absent";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "busy";
    case "SecurityError":
      return "insecure";
    default:
      return "failed";
  }
}

export type BrowserKind = "chrome" | "firefox" | "safari" | "ios" | "android" | "other";

/** Which browser this is, only to name the right setting. */
export function browserOf(agent: string, touchPoints = 0): BrowserKind {
  if (/iPhone|iPad|iPod/.test(agent) || (agent.includes("Macintosh") && touchPoints > 1))
    return "ios";
  if (agent.includes("Firefox/")) return "firefox";
  if (agent.includes("Android")) return "android";
  if (/Chrome\/|Chromium\/|Edg\//.test(agent)) return "chrome";
  return agent.includes("Safari/") ? "safari" : "other";
}
