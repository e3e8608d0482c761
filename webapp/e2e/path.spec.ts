/** The studio under a path of another site, as a proxy shows it that takes the path away. */
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test } from "@playwright/test";

import { Studio } from "./studio";
import { agreed, works } from "./visitor";

const PATH = "/art/vaha";

let studio: Studio;
let site: Server;
let address: string;

test.beforeAll(async () => {
  studio = await Studio.start("--fake", "--behind-proxy", "1");
  site = createServer((asked, answer) => {
    if (!asked.url?.startsWith(`${PATH}/`)) return answer.writeHead(404).end();
    const headers = { ...asked.headers, "x-forwarded-prefix": PATH };
    const there = new URL(studio.url + asked.url.slice(PATH.length));
    const passed = request(there, { method: asked.method, headers }, (said) => {
      answer.writeHead(said.statusCode ?? 502, said.headers);
      said.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((listening) => site.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${(site.address() as AddressInfo).port}${PATH}`;
});

test.afterAll(async () => {
  site.closeAllConnections();
  site.close();
  await studio.stop();
});

test("under a path a portrait is painted, hangs in the gallery, and a reload finds it", async ({
  page,
}) => {
  const missed: string[] = [];
  page.on("response", (said) => said.status() >= 400 && missed.push(said.url()));
  await agreed(page, `${address}/mix`);
  await page.getByRole("button", { name: "Paint this mood" }).click();
  await expect(works(page)).toHaveCount(3);
  await page.getByRole("navigation").getByRole("link", { name: "Gallery" }).click();
  await expect(page).toHaveURL(`${address}/gallery`);
  await page.reload();
  const picture = page.getByTestId("piece").first().getByRole("img");
  await expect(picture).toBeVisible();
  await expect
    .poll(() => picture.evaluate((one: HTMLImageElement) => one.naturalWidth))
    .toBeGreaterThan(0);
  await page.getByTestId("piece").first().getByRole("link").click();
  await expect(page.getByRole("button", { name: "Delete" })).toBeVisible();
  expect(new URL(page.url()).pathname).toMatch(/^\/art\/vaha\/works\//);
  expect(missed).toEqual([]);
});
