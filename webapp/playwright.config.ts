import { existsSync } from "node:fs";
import { join } from "node:path";

import { defineConfig } from "@playwright/test";

const DEBIANS_CHROMIUM = "/usr/bin/chromium";
const executable = process.env.VAHA_CHROMIUM ?? DEBIANS_CHROMIUM;

export const CAMERA = join(import.meta.dirname, "e2e/.run/camera.mjpeg");

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/prepare.ts",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 20_000 },
  workers: 1,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    permissions: ["camera"],
    actionTimeout: 20_000,
    launchOptions: {
      ...(existsSync(executable) ? { executablePath: executable } : {}),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        `--use-file-for-fake-video-capture=${CAMERA}`,
      ],
    },
  },
});
