import { afterEach, expect, test, vi } from "vitest";

import { golden } from "@/testing/golden";

import { whole, within } from "./root";

afterEach(() => {
  document.head.innerHTML = "";
  vi.resetModules();
});

test("at the root of a server nothing changes", () => {
  expect(whole("/gallery")).toBe("/gallery");
  expect(within("/gallery")).toBe("/gallery");
});

test("under a path it stands before every address, and is taken off again", () => {
  expect(whole("/works/x", "/art/vaha/")).toBe("/art/vaha/works/x");
  expect(within("/art/vaha/works/x", "/art/vaha/")).toBe("/works/x");
  expect(within("/art/vaha/", "/art/vaha/")).toBe("/");
  expect(whole("/", "/art/vaha/")).toBe("/art/vaha/");
});

test("the page under a path asks, links and shows pictures there", async () => {
  document.head.innerHTML = '<meta name="vaha-root" content="/art/vaha/">';
  vi.resetModules();
  const { BASE } = await import("@/api/client");
  const { work } = await import("@/api/checks");
  const { navigate } = await import("./router");
  expect(BASE).toBe("/art/vaha/api/v1");
  const { url, thumbnail } = work(golden("work.json"), "");
  expect(url).toMatch(/^\/art\/vaha\/api\/v1\/works\/.*\.png$/);
  expect(thumbnail).toMatch(/^\/art\/vaha\/api\/v1\/works\//);
  navigate("/gallery");
  expect(location.pathname).toBe("/art/vaha/gallery");
});
