/** A bare page in which the page's painting code runs, on graphics that the processor emulates. */
import { fileURLToPath } from "node:url";

import { chromium, type Browser, type Page } from "@playwright/test";
import { build } from "vite";

import { launch } from "../../playwright.config";

const HERE = import.meta.dirname;
const SOFTWARE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

export const withWebGl = () => {
  const { args = [], ...rest } = launch();
  return { ...rest, args: [...args.filter((one) => one !== "--disable-gpu"), ...SOFTWARE] };
};

export class Bench {
  readonly page: Page;
  private readonly browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.browser = browser;
    this.page = page;
  }

  static async open(): Promise<Bench> {
    const browser = await chromium.launch(withWebGl());
    const page = await browser.newPage();
    await page.addScriptTag({ content: await script() });
    return new Bench(browser, page);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

async function script(): Promise<string> {
  const built = await build({
    configFile: false,
    root: HERE,
    logLevel: "silent",
    resolve: { alias: { "@": fileURLToPath(new URL("../../src", import.meta.url)) } },
    build: {
      write: false,
      minify: false,
      lib: { entry: `${HERE}/harness.ts`, formats: ["iife"], name: "harness" },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const files = outputs.flatMap((one) => ("output" in one ? one.output : []));
  return files.map((file) => ("code" in file ? file.code : "")).join("\n");
}
