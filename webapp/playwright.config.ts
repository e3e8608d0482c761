import { existsSync } from "node:fs";
import { join } from "node:path";

import { defineConfig, type LaunchOptions } from "@playwright/test";

import { MADE } from "./e2e/prepare";

const CHROMIUM = process.env.VAHA_CHROMIUM ?? "/usr/bin/chromium";

const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const WEBCAM = [
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-video-capture=${join(MADE, "camera.mjpeg")}`,
];

const ALWAYS_ALLOWED = "--use-fake-ui-for-media-stream";

/** How the browser is started: with a webcam that plays a portrait, allowed or refused. */
export const launch = ({ refused = false } = {}): LaunchOptions => ({
  ...(existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
  args: [...QUIET, ...WEBCAM, ...(refused ? [] : [ALWAYS_ALLOWED])],
});

export default defineConfig({
  testDir: "e2e",
  testIgnore: [
    ...(process.env.VAHA_SCREENSHOTS ? [] : ["screenshots.spec.ts"]),
    ...(process.env.VAHA_MEASURE ? [] : ["mirror-speed.spec.ts"]),
  ],
  globalSetup: "./e2e/prepare.ts",
  outputDir: "test-results",
  // Generous: all waits are for something to happen, and a busy machine takes its time.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    permissions: ["camera"],
    actionTimeout: 60_000,
    launchOptions: launch(),
  },
});
