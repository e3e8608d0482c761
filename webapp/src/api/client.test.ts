import { expect, test, vi } from "vitest";

import { golden } from "@/testing/golden";
import { serve } from "@/testing/server";

import { text, shape } from "./check";
import { call } from "./client";
import type { ApiError } from "./error";
import { isAnswering } from "./reach";

const check = shape<{ word: string }>({ word: text });

const errorOf = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: unknown) => error as ApiError,
  );

test("an answer is checked and given back", async () => {
  serve({ "GET /x": { json: { word: "hello", more: 1 } } });
  await expect(call("/x", { check })).resolves.toEqual({ word: "hello" });
});

test("what changes something says that it comes from this page", async () => {
  const asked = serve({ "DELETE /me": { json: { word: "" } } });
  await call("/me", { method: "DELETE", check });
  expect(asked[0]?.headers.get("X-VAHA")).toBe("1");
});

test("a problem becomes an error with its sentence, its code and when to come back", async () => {
  serve({
    "POST /portraits": {
      status: 429,
      json: golden("problem_busy.json"),
      headers: { "Retry-After": "3" },
    },
  });
  const error = await errorOf(call("/portraits", { method: "POST", check }));
  expect(error).toMatchObject({ code: "busy", status: 429, retryAfterMs: 3000 });
  expect(error.message).toBe((golden("problem_busy.json") as { detail: string }).detail);
  expect(error.unreachable).toBe(false);
});

test("no answer at all is told to whoever watches the connection", async () => {
  serve({ "GET /x": "gone" });
  const error = await errorOf(call("/x", { check }));
  expect(error.unreachable).toBe(true);
  expect(isAnswering()).toBe(false);

  serve({ "GET /x": { json: { word: "back" } } });
  await call("/x", { check });
  expect(isAnswering()).toBe(true);
});

test("a proxy that answers for a dead server is no answer", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("Bad Gateway", { status: 502 })));
  expect((await errorOf(call("/x", { check }))).unreachable).toBe(true);
});

test("an answer of another shape is not trusted", async () => {
  serve({ "GET /x": { json: { word: 7 } } });
  const error = await errorOf(call("/x", { check }));
  expect(error.code).toBe("unexpected");
  expect(error.message).toContain("word is not a text");
});
