import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { PYTHON } from "./studio";

/** Makes what the fake webcam plays, before any test. */
export default function prepare(): void {
  execFileSync(PYTHON, [
    join(import.meta.dirname, "make_camera.py"),
    join(import.meta.dirname, ".run"),
  ]);
}
