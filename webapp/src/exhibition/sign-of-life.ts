/** How this screen's camera is, told to the server with each look at the room. */
import type { CameraState } from "@/lib/camera/use-camera";

let camera: "off" | "on" | "trouble" = "off";
let moved = 0;

/** The camera's state; null where no camera is wanted any more. */
export function tellCamera(status: CameraState["status"] | null): void {
  camera = status === "on" || status === "trouble" ? status : "off";
  moved = performance.now();
}

/** A new frame has come. */
export function tellFrame(): void {
  moved = performance.now();
}

/** The query with which the room is asked for. */
export function signOfLife(screen: string): string {
  const age = ((performance.now() - moved) / 1000).toFixed(1);
  return `?screen=${screen}&camera=${camera}${camera === "on" ? `&age=${age}` : ""}`;
}
