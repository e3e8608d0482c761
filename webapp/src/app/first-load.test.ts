// @vitest-environment node
import { gzipSync } from "node:zlib";

import { build } from "vite";
import { beforeAll, expect, test } from "vitest";

const MOST_SCRIPT = 200_000;

type File = { type: string; fileName: string; code?: string; source?: string | Uint8Array };

let files: File[] = [];

beforeAll(async () => {
  const built = await build({ logLevel: "silent", build: { write: false } });
  files = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    "output" in one ? (one.output as File[]) : [],
  );
}, 120_000);

test("all script together, gzipped, is under 200 kB", () => {
  const scripts = files.filter(({ fileName }) => fileName.endsWith(".js"));
  const size = scripts.reduce((sum, { code }) => sum + gzipSync(code ?? "").length, 0);
  expect(scripts.length).toBeGreaterThan(0);
  expect(size).toBeLessThan(MOST_SCRIPT);
});

test("the page asks for nothing inline and nothing from elsewhere", () => {
  const text = ({ code, source }: File) => code ?? String(source);
  const page = text(
    files.find(({ fileName }) => fileName === "index.html") ?? files[0] ?? ({} as File),
  );
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
  const styles = files.filter(({ fileName }) => fileName.endsWith(".css")).map(text);
  expect([page, ...styles].join("\n")).not.toMatch(
    /(?:src|href)="(?:https?:)?\/\/|url\(["']?(?:https?:|data:)/,
  );
});

test("all but the page itself has a fingerprint in its name, so it may be kept for ever", () => {
  const others = files.map(({ fileName }) => fileName).filter((name) => name !== "index.html");
  expect(others.length).toBeGreaterThan(5);
  others.forEach((name) => expect(name).toMatch(/^assets\/.+-[\w-]{8}\.\w+$/));
});
