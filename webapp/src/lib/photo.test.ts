import { afterEach, expect, test, vi } from "vitest";

import { bare } from "./bare";
import { NotAPicture, readStill } from "./photo";

afterEach(() => vi.unstubAllGlobals());

const text = (words: string) => [...new TextEncoder().encode(words)];
const bytes = (parts: Uint8Array[] | null): number[] => (parts ?? []).flatMap((part) => [...part]);

const segment = (kind: number, data: number[]) => [0xff, kind, 0, data.length + 2, ...data];
const tiff = (orientation: number) => [
  ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1],
  ...[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
];
const jpeg = (orientation: number) =>
  new Uint8Array([
    ...[0xff, 0xd8],
    ...segment(0xe0, text("JFIF")),
    ...segment(0xe1, [...text("Exif"), 0, 0, ...tiff(orientation), ...text("48.2 N 16.4 E")]),
    ...segment(0xe1, text("http://ns.adobe.com/xap")),
    ...segment(0xe2, text("ICC_PROFILE")),
    ...segment(0xed, text("Photoshop caption")),
    ...segment(0xfe, text("a comment")),
    ...segment(0xdb, [1, 2, 3]),
    ...segment(0xda, [9]),
    ...[7, 7, 7, 0xff, 0xd9],
  ]);

test("a JPEG keeps its pixels, its colours and which way is up, and loses all else", () => {
  const kept = bytes(bare(jpeg(6)));
  const said = String.fromCharCode(...kept);
  expect(said).not.toMatch(/48\.2|xap|caption|comment/);
  expect(said).toMatch(/JFIF/);
  expect(said).toMatch(/ICC_PROFILE/);
  expect(kept.slice(-10)).toEqual([...jpeg(6).slice(-10)]);
  const exif = kept.indexOf(0xe1);
  expect(kept.slice(exif + 9, exif + 9 + 26)).toEqual(tiff(6));
  expect(kept[exif + 2]).toBe(34);
  expect(bytes(bare(jpeg(1)))).not.toContain(0xe1);
});

const chunk = (name: string, data: number[]) => [
  ...[0, 0, 0, data.length],
  ...text(name),
  ...data,
  ...[1, 2, 3, 4],
];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

test("a PNG keeps its pixels and loses what is written beside them", () => {
  const plain = [...PNG, ...chunk("IHDR", [8]), ...chunk("IDAT", [5]), ...chunk("IEND", [])];
  const noted = [
    ...[...PNG, ...chunk("IHDR", [8]), ...chunk("tEXt", text("place"))],
    ...[...chunk("eXIf", [1]), ...chunk("IDAT", [5]), ...chunk("IEND", [])],
  ];
  expect(bytes(bare(new Uint8Array(noted)))).toEqual(plain);
});

test("a WebP loses EXIF and XMP, and no longer promises them", () => {
  const part = (name: string, data: number[]) => [...text(name), data.length, 0, 0, 0, ...data];
  const head = (length: number) => [...text("RIFF"), length, 0, 0, 0, ...text("WEBP")];
  const extended = (flags: number) => part("VP8X", [flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const picture = part("VP8L", [5, 5]);
  const noted = [...extended(0x2c), ...picture, ...part("EXIF", [1, 0]), ...part("XMP ", [1, 0])];
  const plain = [...extended(0x20), ...picture];
  expect(bytes(bare(new Uint8Array([...head(noted.length + 4), ...noted])))).toEqual([
    ...head(plain.length + 4),
    ...plain,
  ]);
});

test("what cannot be followed is left to the studio", () => {
  expect(bare(new Uint8Array([0xff, 0xd8, 0x00, 1, 2, 3]))).toBeNull();
  expect(bare(new Uint8Array([...PNG, 0, 0, 9, 9, ...text("IHDR"), 1, 1, 1, 1]))).toBeNull();
  expect(bare(new Uint8Array(text("GIF89a")))).toBeNull();
});

test("a picture that the browser cannot decode goes as it is, with the same bytes", async () => {
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("too large")));
  const file = new File([new Uint8Array(text("any bytes"))], "large.jpg", { type: "image/jpeg" });
  const still = await readStill(file);
  expect(still.bitmap).toBeNull();
  expect(still.blob.type).toBe("image/jpeg");
  expect(await still.blob.text()).toBe("any bytes");
  await expect(readStill(new File(["x"], "x.txt", { type: "text/plain" }))).rejects.toThrow(
    NotAPicture,
  );
});
