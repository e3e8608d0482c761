// @vitest-environment node
import { gzipSync } from "node:zlib";

import { build } from "vite";
import { beforeAll, expect, test } from "vitest";

const MOST_SCRIPT = 200_000;
const PAGES = ["index.html", "exhibition.html"];

type File = {
  type: string;
  fileName: string;
  facadeModuleId?: string | null;
  imports?: string[];
  code?: string;
  source?: string | Uint8Array;
};

let files: File[] = [];

beforeAll(async () => {
  const built = await build({ logLevel: "silent", build: { write: false } });
  files = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    "output" in one ? (one.output as File[]) : [],
  );
}, 120_000);

test.each(PAGES)("all script of %s together, gzipped, is under 200 kB", (page) => {
  const entry = files.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${page}`));
  const wanted = new Set([entry?.fileName]);
  for (const name of wanted)
    files.find(({ fileName }) => fileName === name)?.imports?.forEach((one) => wanted.add(one));
  const scripts = files.filter(({ fileName }) => wanted.has(fileName));
  const size = scripts.reduce((sum, { code }) => sum + gzipSync(code ?? "").length, 0);
  expect(scripts.length).toBeGreaterThan(1);
  expect(size).toBeGreaterThan(50_000);
  expect(size).toBeLessThan(MOST_SCRIPT);
});

test("the page asks for nothing inline and nothing from elsewhere", () => {
  const text = ({ code, source }: File) => code ?? String(source);
  const pages = files.filter(({ fileName }) => PAGES.includes(fileName)).map(text);
  expect(pages).toHaveLength(PAGES.length);
  for (const page of pages) {
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
  }
  const styles = files.filter(({ fileName }) => fileName.endsWith(".css")).map(text);
  expect([...pages, ...styles].join("\n")).not.toMatch(
    /(?:src|href)="(?:https?:)?\/\/|url\(["']?(?:https?:|data:)/,
  );
});

test("all but the page itself has a fingerprint in its name, so it may be kept for ever", () => {
  const others = files.map(({ fileName }) => fileName).filter((name) => !PAGES.includes(name));
  expect(others.length).toBeGreaterThan(5);
  others.forEach((name) => expect(name).toMatch(/^assets\/.+-[\w-]{8}\.\w+$/));
});
