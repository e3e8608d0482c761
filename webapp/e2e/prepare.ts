import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";

import { PYTHON } from "./studio";

/** Where pictures for the tests are made anew each time; none of them is ever committed. */
export const MADE = resolve(import.meta.dirname, "../node_modules/.cache/e2e");

/** Makes what the fake webcam plays and the photos that are uploaded, before any test. */
export default function prepare(): void {
  execFileSync(PYTHON, [join(import.meta.dirname, "make_camera.py"), MADE]);
}
