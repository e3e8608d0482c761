/** A visitor who does not allow the camera. */
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { launch } from "../playwright.config";
import { MADE } from "./prepare";
import { Studio } from "./studio";
import { agree, works } from "./visitor";

// There is a webcam; without a granted permission, and with nobody to ask, the browser refuses it.
test.use({ permissions: [], launchOptions: launch({ refused: true }) });

test("a refused camera names the browser's setting, and a photo still works", async ({ page }) => {
  const studio = await Studio.start("--fake");
  await agree(page, studio.url);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("The camera is not allowed");
  await expect(alert).toContainText("In Chrome and Edge: the icon left of the address");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.getByTestId("photo").setInputFiles(join(MADE, "portrait.jpg"));
  await page.getByRole("button", { name: "Paint this face" }).click();
  await expect(works(page)).toHaveCount(3);
  await studio.stop();
});
