/** A dozen lines each for making sure that JSON has the shape we count on, saying where it has not. */

/** Returns the value as what it was found to be; throws Mismatch. */
export type Check<T> = (value: unknown, path: string) => T;

export class Mismatch extends Error {}

function fail(path: string, wanted: string): never {
  throw new Mismatch(`${path || "the answer"} is not ${wanted}`);
}

export const text: Check<string> = (value, path) =>
  typeof value === "string" ? value : fail(path, "a text");

export const number: Check<number> = (value, path) =>
  typeof value === "number" && Number.isFinite(value) ? value : fail(path, "a number");

export const flag: Check<boolean> = (value, path) =>
  typeof value === "boolean" ? value : fail(path, "true or false");

export const oneOf =
  <T extends string>(...names: readonly T[]): Check<T> =>
  (value, path) =>
    names.find((name) => name === value) ?? fail(path, `one of ${names.join(", ")}`);

export const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value, path) =>
    value === null || value === undefined ? null : check(value, path);

export const list =
  <T>(check: Check<T>): Check<T[]> =>
  (value, path) =>
    Array.isArray(value)
      ? value.map((item, index) => check(item, `${path}[${index}]`))
      : fail(path, "a list");

/** An object with at least these keys; others are left out. */
export const shape =
  <T extends object>(checks: { [K in keyof T]: Check<T[K]> }): Check<T> =>
  (value, path) => {
    if (typeof value !== "object" || value === null) return fail(path, "an object");
    const found = value as Record<string, unknown>;
    const keys = Object.keys(checks) as (keyof T & string)[];
    return Object.fromEntries(
      keys.map((key) => [key, checks[key](found[key], path ? `${path}.${key}` : key)]),
    ) as T;
  };

/** A number for each of these names. */
export const numbersFor = <K extends string>(names: readonly K[]): Check<Record<K, number>> =>
  shape(Object.fromEntries(names.map((name) => [name, number])) as Record<K, Check<number>>);

export const nothing: Check<null> = () => null;
