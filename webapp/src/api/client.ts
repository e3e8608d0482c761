import { whole } from "@/lib/root";

import { Mismatch, nothing, type Check } from "./check";
import { problem as checkProblem } from "./checks";
import { ApiError, unexpected, unreachable } from "./error";
import { tellAnswering, tellLetIn } from "./reach";

export const BASE = whole("/api/v1");

type Call<T> = {
  method?: "GET" | "POST" | "PATCH" | "DELETE" | "OPTIONS";
  json?: unknown;
  body?: BodyInit;
  signal?: AbortSignal | undefined;
  check: Check<T>;
};

/** Calls the server and checks its answer; throws ApiError, or AbortError where `signal` says so. */
export async function call<T>(path: string, { check, ...rest }: Call<T>): Promise<T> {
  const response = await send(path, rest);
  const answer: unknown = response.status === 204 ? null : await readJson(response);
  try {
    return check(answer, "");
  } catch (error) {
    if (error instanceof Mismatch) throw unexpected(`${path}: ${error.message}`);
    throw error;
  }
}

/** As `call`, for answers that are not JSON. */
export async function send(path: string, call: Omit<Call<unknown>, "check">): Promise<Response> {
  const { method = "GET", json, body, signal } = call;
  // Other pages cannot set this header, so they cannot make a browser speak for its visitor.
  const headers: Record<string, string> = method === "GET" ? {} : { "X-VAHA": "1" };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  else if (body instanceof Blob && body.type) headers["Content-Type"] = body.type;

  const request: RequestInit = { method, headers, signal: signal ?? null, cache: "no-store" };
  const payload = json === undefined ? body : JSON.stringify(json);
  if (payload !== undefined) request.body = payload;

  const response = await reach(`${BASE}${path}`, request);
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function reach(address: string, request: RequestInit): Promise<Response> {
  try {
    const response = await fetch(address, request);
    tellAnswering(!isStandIn(response));
    tellLetIn(response.status !== 401);
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    tellAnswering(false);
    throw unreachable();
  }
}

/** The server explains its errors; a proxy in front of a dead server does not. */
function isStandIn(response: Response): boolean {
  return response.status >= 500 && !contentType(response).includes("json");
}

async function errorOf(response: Response): Promise<ApiError> {
  if (isStandIn(response)) return unreachable(response.statusText, response.status);
  try {
    return new ApiError(checkProblem(await response.json(), ""), retryAfterMs(response));
  } catch {
    return unexpected(`${response.status} ${response.statusText}`);
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unexpected("the answer is not JSON");
  }
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

const contentType = (response: Response): string => response.headers.get("Content-Type") ?? "";

export { nothing };
