/**
 * Photos without what is written beside the picture (where and when it was taken, by whom), their
 * pixels untouched: the parts of a file that hold such things are left out, nothing is encoded anew.
 */
const JPEG = [0xff, 0xd8];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RIFF = [0x52, 0x49, 0x46, 0x46];

type Part = Uint8Array<ArrayBuffer>;

/** The bytes of the same picture alone; null where the kind of file is not known, or damaged. */
export function bare(file: Part): Part[] | null {
  if (begins(file, JPEG)) return bareJpeg(file);
  if (begins(file, PNG)) return barePng(file);
  if (begins(file, RIFF) && nameAt(file, 8) === "WEBP") return bareWebp(file);
  return null;
}

const begins = (file: Part, start: number[]) => start.every((byte, at) => file[at] === byte);

const viewOf = (file: Part) => new DataView(file.buffer, file.byteOffset, file.byteLength);

const nameAt = (file: Part, at: number) => String.fromCharCode(...file.subarray(at, at + 4));

const SCAN = 0xda;
const EXIF = 0xe1;
const COMMENT = 0xfe;
/** JFIF, colour profiles and Adobe's note on colours say how to read the pixels. */
const ABOUT_PIXELS = [0xe0, 0xe2, 0xee];

/** Segments are marked FF, kind, length; from the first scan on all is picture. */
function bareJpeg(file: Part): Part[] | null {
  const view = viewOf(file);
  const kept: Part[] = [file.subarray(0, 2)];
  for (let at = 2; at + 4 <= file.length;) {
    if (file[at] !== 0xff) return null;
    const kind = file[at + 1] ?? 0;
    if (kind === 0xff) {
      at += 1;
      continue;
    }
    if (kind === SCAN) return [...kept, file.subarray(at)];
    const end = at + 2 + view.getUint16(at + 2);
    const segment = file.subarray(at, end);
    if (kind === EXIF) kept.push(...turned(segment));
    else if (!(kind > EXIF && kind <= 0xef) || ABOUT_PIXELS.includes(kind))
      if (kind !== COMMENT) kept.push(segment);
    at = end;
  }
  return null;
}

const ORIENTATION = 0x0112;

/** Of an EXIF segment only which way is up, in a segment of its own. */
function turned(segment: Part): Part[] {
  const orientation = orientationOf(segment);
  if (orientation < 2) return [];
  const head = [0xff, EXIF, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8];
  const entry = [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  return [new Uint8Array([...head, ...entry])];
}

function orientationOf(segment: Part): number {
  if (nameAt(segment, 4) !== "Exif") return 0;
  const tiff = segment.subarray(10);
  const view = viewOf(tiff);
  try {
    const little = tiff[0] === 0x49;
    const first = view.getUint32(4, little);
    const count = view.getUint16(first, little);
    for (let entry = 0; entry < count; entry += 1) {
      const at = first + 2 + 12 * entry;
      if (view.getUint16(at, little) === ORIENTATION) {
        const found = view.getUint16(at + 8, little);
        return found <= 8 ? found : 0;
      }
    }
  } catch {
    // What cannot be read says nothing of which way is up.
  }
  return 0;
}

/** Length, name, data and check, one after another. */
const NOT_PIXELS = ["tEXt", "iTXt", "zTXt", "tIME", "eXIf"];

function barePng(file: Part): Part[] | null {
  const view = viewOf(file);
  const kept: Part[] = [file.subarray(0, 8)];
  for (let at = 8; at + 12 <= file.length;) {
    const name = nameAt(file, at + 4);
    const end = at + 12 + view.getUint32(at);
    if (end > file.length) return null;
    if (!NOT_PIXELS.includes(name)) kept.push(file.subarray(at, end));
    if (name === "IEND") return kept;
    at = end;
  }
  return null;
}

const EXTENDED = 20;
/** The bits of an extended WebP's flags that promise EXIF and XMP. */
const PROMISES = 0x08 | 0x04;

function bareWebp(file: Part): Part[] | null {
  const view = viewOf(file);
  const kept: Part[] = [];
  for (let at = 12; at + 8 <= file.length;) {
    const name = nameAt(file, at);
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > file.length) return null;
    const chunk = file.slice(at, end);
    if (name === "VP8X") chunk[EXTENDED - 12] = (chunk[EXTENDED - 12] ?? 0) & ~PROMISES;
    if (name !== "EXIF" && name !== "XMP ") kept.push(chunk);
    at = end;
  }
  const head = file.slice(0, 12);
  const length = kept.reduce((sum, chunk) => sum + chunk.length, 4);
  viewOf(head).setUint32(4, length, true);
  return kept.length > 0 ? [head, ...kept] : null;
}
