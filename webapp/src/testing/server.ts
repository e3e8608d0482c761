import { vi } from "vitest";

type Answer = { status?: number; json?: unknown; headers?: Record<string, string> };
type Asked = { method: string; path: string; body: unknown; headers: Headers };

/** A server in place of `fetch`: answers by method and path, and keeps what it was asked. */
export function serve(answers: Record<string, Answer | Answer[] | "gone">) {
  const asked: Asked[] = [];
  const turns = new Map<string, number>();
  vi.stubGlobal("fetch", (address: string, request: RequestInit = {}) => {
    const method = request.method ?? "GET";
    const path = address.replace("/api/v1", "");
    asked.push({ method, path, body: request.body, headers: new Headers(request.headers) });
    const name = `${method} ${path.split("?")[0] ?? ""}`;
    const known = answers[name];
    if (known === "gone") return Promise.reject(new TypeError("no network"));
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    const answer = Array.isArray(known) ? (known[Math.min(turn, known.length - 1)] ?? {}) : known;
    return Promise.resolve(responseOf(answer ?? { status: 404, json: PROBLEM }));
  });
  return asked;
}

const PROBLEM = {
  type: "about:blank",
  title: "Not Found",
  status: 404,
  detail: "there is no such thing here",
  code: "not_found",
};

function responseOf({ status = 200, json, headers = {} }: Answer): Response {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  const body = status === 204 ? null : JSON.stringify(json ?? null);
  return new Response(body, { status, headers: { "Content-Type": type, ...headers } });
}
