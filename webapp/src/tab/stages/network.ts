import type { ArtEmotion, FaceEmotion } from "@/mood/emotions";

/** Numbers and their shape. */
export type Tensor = { data: Float32Array; shape: readonly number[] };

/** A network: all outputs for these inputs, each by its name. The seam that tests fill with fakes. */
export type Network = {
  card: Card;
  run: (inputs: Record<string, Tensor>) => Promise<Record<string, Tensor>>;
};

/** Of a model's card (src/vaha/runtime/card.py) what its stage needs. */
export type Card = {
  name: string;
  file: string;
  sha256: string;
  labels: string[];
  input_size: [number, number];
  mean: number[];
  std: number[];
  settings: Record<string, unknown>;
};

export type Trouble =
  "insecure" | "no-wasm" | "memory" | "missing" | "version" | "network" | "picture" | "failed";

/** What stops a portrait, told in one line; `detail` is what was thrown first, if anything was. */
export class TabError extends Error {
  readonly kind: Trouble;
  readonly detail: string;

  constructor(kind: Trouble, cause?: unknown) {
    super(kind, { cause });
    this.kind = kind;
    this.detail = cause instanceof Error ? cause.message : typeof cause === "string" ? cause : "";
  }
}

/** What the outputs mean, in their order, as the card names them; each of the vocabulary once. */
export function labelsOf<Emotion extends FaceEmotion | ArtEmotion>(
  card: Card,
  vocabulary: readonly Emotion[],
): Emotion[] {
  const same = [...card.labels].sort().join() === [...vocabulary].sort().join();
  if (!same) throw new TabError("version");
  return card.labels as Emotion[];
}

export function numberOf(card: Card, setting: string, usual: number): number {
  const value = card.settings[setting];
  return typeof value === "number" ? value : usual;
}

/** The output of this name; one that is missing tells of weights of another version. */
export function output(answers: Record<string, Tensor>, name: string): Tensor {
  const found = answers[name];
  if (!found) throw new TabError("version");
  return found;
}
