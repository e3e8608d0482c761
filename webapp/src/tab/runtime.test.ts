// @vitest-environment node
import { createHash } from "node:crypto";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { NAMES, openNetworks } from "./runtime";

const create = vi.hoisted(() => vi.fn());

vi.mock("onnxruntime-web/wasm", () => ({
  env: { wasm: {} },
  InferenceSession: { create },
  Tensor: function (type: string, data: Float32Array, dims: number[]) {
    return { type, data, dims };
  },
}));

const ROOT = new URL("https://host.example/vaha/");
const files = new Map<string, Uint8Array<ArrayBuffer>>();

const bytes = (text: string) => new TextEncoder().encode(text);

beforeEach(() => {
  const models = NAMES.map((name) => {
    const weights = bytes(`weights of ${name}`);
    files.set(`${ROOT.href}models/${name}.onnx`, weights);
    const sha256 = createHash("sha256").update(weights).digest("hex");
    return { name, file: `${name}.onnx`, sha256, bytes: weights.length };
  });
  files.set(`${ROOT.href}models.json`, bytes(JSON.stringify({ version: "1.2", models })));
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("fetch", (address: URL) => {
    const found = files.get(address.href);
    return Promise.resolve(new Response(found ?? null, { status: found ? 200 : 404 }));
  });
  create.mockResolvedValue({ run: (inputs: unknown) => Promise.resolve(inputs) });
});

afterEach(() => {
  files.clear();
  vi.unstubAllGlobals();
  create.mockReset();
});

const open = () => openNetworks(ROOT, 1, () => undefined);

test("all five networks are opened and run, and every byte that comes is told", async () => {
  const told: [number, number][] = [];
  const { version, networks } = await openNetworks(ROOT, 1, (...one) => told.push(one));
  expect(version).toBe("1.2");
  expect(Object.keys(networks)).toEqual([...NAMES]);
  expect(told.at(-1)?.[0]).toBe(told.at(-1)?.[1]);
  const given = { noise: { data: new Float32Array([1, 2]), shape: [1, 2] } };
  expect(await networks.painter.run(given)).toEqual(given);
});

test("weights that are not those of their card are of another version", async () => {
  files.set(`${ROOT.href}models/critic.onnx`, bytes("weights of another critic"));
  await expect(open()).rejects.toMatchObject({ kind: "version" });
});

test("a card that is not there, or a list that is none, is of another version", async () => {
  files.set(`${ROOT.href}models.json`, bytes('{"version": "1.2", "models": []}'));
  await expect(open()).rejects.toMatchObject({ kind: "version" });
  files.set(`${ROOT.href}models.json`, bytes("<!doctype html>"));
  await expect(open()).rejects.toMatchObject({ kind: "version" });
});

test("weights that are missing and a network that is gone are told apart", async () => {
  files.delete(`${ROOT.href}models/painter.onnx`);
  await expect(open()).rejects.toMatchObject({ kind: "missing" });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(open()).rejects.toMatchObject({ kind: "network", detail: "Failed to fetch" });
});

test.each([
  ["no available backend found. ERR: [wasm] RuntimeError", "no-wasm"],
  ["std::bad_alloc", "memory"],
  ["RangeError: WebAssembly.Memory(): could not allocate memory", "memory"],
  ["something else", "failed"],
])("%s means %s", async (words, kind) => {
  create.mockRejectedValue(new Error(words));
  await expect(open()).rejects.toMatchObject({ kind });
});

test("a page that came over plain http says so before anything is fetched", async () => {
  vi.stubGlobal("isSecureContext", false);
  vi.stubGlobal("fetch", () => Promise.reject(new Error("asked")));
  await expect(open()).rejects.toMatchObject({ kind: "insecure" });
});
