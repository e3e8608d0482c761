/** What the server packs: zlib around a JSON head and bytes, see vaha.hand.strokes and planes. */
export type Packed = { head: Record<string, unknown>; bytes: Uint8Array };

/** These are no strokes and no imprints, or of a format that this page does not know. */
export class NotPacked extends Error {}

const KNOWN_FORMAT = 1;

/** Unpacks a file; throws NotPacked. */
export async function unpack(file: Blob | Uint8Array<ArrayBuffer>): Promise<Packed> {
  let plain: Uint8Array;
  try {
    const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream("deflate"));
    plain = new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new NotPacked("not compressed, or damaged");
  }
  return split(plain);
}

/** Splits what was decompressed into its head and its bytes. */
export function split(plain: Uint8Array): Packed {
  if (plain.length < 4) throw new NotPacked("too short");
  const length = new DataView(plain.buffer, plain.byteOffset).getUint32(0, true);
  if (4 + length > plain.length) throw new NotPacked("cut off");
  let head: unknown;
  try {
    head = JSON.parse(new TextDecoder().decode(plain.subarray(4, 4 + length)));
  } catch {
    throw new NotPacked("no head");
  }
  if (typeof head !== "object" || head === null) throw new NotPacked("no head");
  const known = head as Record<string, unknown>;
  if (known.format !== KNOWN_FORMAT) throw new NotPacked(`format ${String(known.format)}`);
  return { head: known, bytes: plain.subarray(4 + length) };
}

/** A number of the head; throws NotPacked. */
export function numberOf(head: Record<string, unknown>, name: string): number {
  const value = head[name];
  if (typeof value !== "number") throw new NotPacked(`no ${name}`);
  return value;
}

/** Numbers of the head; throws NotPacked. */
export function numbersOf(head: Record<string, unknown>, name: string): number[] {
  const value = head[name];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "number"))
    throw new NotPacked(`no ${name}`);
  return value;
}
