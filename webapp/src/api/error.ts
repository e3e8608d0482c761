import type { Problem } from "./shapes";

/** No answer came: the server is gone, starting, or something in between answered for it. */
export const UNREACHABLE = "unreachable";
/** An answer came that is not what the two sides agreed on. */
export const UNEXPECTED = "unexpected";

/** The one error of the client: what the server said, or that it said nothing. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor(problem: Problem, retryAfterMs: number | null = null) {
    super(problem.detail);
    this.name = "ApiError";
    this.code = problem.code;
    this.status = problem.status;
    this.retryAfterMs = retryAfterMs;
  }

  get unreachable(): boolean {
    return this.code === UNREACHABLE;
  }
}

export const unreachable = (detail = "no answer", status = 0): ApiError =>
  new ApiError({ code: UNREACHABLE, title: "", status, detail });

export const unexpected = (detail: string): ApiError =>
  new ApiError({ code: UNEXPECTED, title: "", status: 0, detail });

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError;

export const isUnreachable = (error: unknown): boolean => isApiError(error) && error.unreachable;
