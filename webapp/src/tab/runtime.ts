import * as ort from "onnxruntime-web/wasm";
import glue from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import machine from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";

import { TabError, type Card, type Network, type Tensor } from "./stages/network";

/** The five networks of a portrait, by the names of their cards. */
export const NAMES = ["centerface", "mood", "painter", "critic", "enlarger"] as const;
export type Name = (typeof NAMES)[number];
export type Networks = Record<Name, Network>;

/** What `vaha export-page` wrote beside the page: what the weights are. */
export type Exported = { version: string; models: (Card & { bytes: number })[] };

/** How many bytes of how many have come. */
export type Loaded = (done: number, of: number) => void;

/** The networks, every file held against its card; throws TabError. */
export async function openNetworks(root: URL, threads: number, loaded: Loaded) {
  if (typeof WebAssembly !== "object") throw new TabError("no-wasm");
  if (!isSecureContext) throw new TabError("insecure");
  const exported = await readExported(root);
  prepare(root, threads);
  const cards = NAMES.map((name) => cardOf(exported, name));
  const all = cards.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const networks: Partial<Networks> = {};
  for (const card of cards) {
    const weights = await fetched(new URL(`models/${card.file}`, root), (bytes) => {
      done += bytes;
      loaded(done, all);
    });
    if ((await sha256(weights)) !== card.sha256) throw new TabError("version");
    networks[card.name as Name] = { card, run: runner(await session(weights)) };
  }
  return { version: exported.version, networks: networks as Networks };
}

async function readExported(root: URL): Promise<Exported> {
  const text = new TextDecoder().decode(await fetched(new URL("models.json", root)));
  try {
    return JSON.parse(text) as Exported;
  } catch (error) {
    throw new TabError("version", error);
  }
}

function cardOf({ models }: Exported, name: Name) {
  const card = models.find((one) => one.name === name);
  if (!card) throw new TabError("version");
  return card;
}

function prepare(root: URL, threads: number): void {
  const whole = (path: string) => new URL(path, new URL("assets/", root)).href;
  ort.env.wasm.wasmPaths = { mjs: whole(glue), wasm: whole(machine) };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = "error";
}

/** The bytes at this address; `came` hears of each piece. */
async function fetched(address: URL, came: (bytes: number) => void = () => undefined) {
  const answer = await fetch(address).catch((error: unknown) => {
    throw new TabError("network", error);
  });
  if (!answer.ok || !answer.body) throw new TabError("missing");
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new TabError("network", error);
    });
    if (done) break;
    pieces.push(value);
    came(value.length);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function session(weights: Uint8Array): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(weights, {
      executionProviders: ["wasm"],
      graphOptimizationLevel: "all",
      logSeverityLevel: 4,
    });
  } catch (error) {
    throw translated(error);
  }
}

function runner(loaded: ort.InferenceSession): Network["run"] {
  return async (inputs) => {
    const given = Object.entries(inputs).map(([name, { data, shape }]) => [
      name,
      new ort.Tensor("float32", data, shape),
    ]);
    try {
      const answers = await loaded.run(Object.fromEntries(given) as Record<string, ort.Tensor>);
      return Object.fromEntries(Object.entries(answers).map(([name, one]) => [name, taken(one)]));
    } catch (error) {
      throw translated(error);
    }
  };
}

const taken = (tensor: ort.Tensor): Tensor => ({
  data: tensor.data as Float32Array,
  shape: tensor.dims,
});

/** What onnxruntime throws has no type of its own: its words tell. */
function translated(error: unknown): TabError {
  const words = String(error);
  if (/memory|bad_alloc|allocat/i.test(words)) return new TabError("memory", error);
  if (/no available backend|WebAssembly|wasm/i.test(words)) return new TabError("no-wasm", error);
  return new TabError("failed", error);
}
