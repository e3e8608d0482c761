/**
 * The noise of a seed, bit for bit as NumPy's `Generator(PCG64(seed)).standard_normal` gives it in
 * float32: SeedSequence (O'Neill's seed_seq_fe), PCG XSL RR 128/64, and a ziggurat of 256 layers
 * (Marsaglia and Tsang 2000).
 */

const WORD = 0xffffffff;
const LONG = (1n << 64n) - 1n;
const HUGE = (1n << 128n) - 1n;

/** Seeds are whole numbers from 0 to one less than this. */
export const SEEDS = 1n << 64n;

const POOL = 4;
const times = (a: number, b: number): number => Math.imul(a, b) >>> 0;

/** A hash whose own constant goes on with each number. */
function hasher(constant: number, multiplier: number): (value: number) => number {
  let current = constant;
  return (value) => {
    const mixed = (value ^ current) >>> 0;
    current = times(current, multiplier);
    const product = times(mixed, current);
    return (product ^ (product >>> 16)) >>> 0;
  };
}

function mix(one: number, other: number): number {
  const mixed = (times(0xca01f9dd, one) - times(0x4973f715, other)) >>> 0;
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function poolOf(seed: bigint): number[] {
  const words: number[] = [];
  for (let rest = seed; rest > 0n || words.length === 0; rest >>= 32n)
    words.push(Number(rest & BigInt(WORD)));
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  const pool = Array.from({ length: POOL }, (_, index) => hash(words[index] ?? 0));
  for (let from = 0; from < POOL; from++)
    for (let to = 0; to < POOL; to++)
      if (from !== to) pool[to] = mix(pool[to] ?? 0, hash(pool[from] ?? 0));
  return pool;
}

/** So many numbers of 32 bits that a seed is spread into. */
export function spread(seed: bigint, count: number): number[] {
  const pool = poolOf(seed);
  const hash = hasher(0x8b51f9dd, 0x58f38ded);
  return Array.from({ length: count }, (_, index) => hash(pool[index % POOL] ?? 0));
}

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/** Whole numbers of 32 bits without end. */
class Words {
  #state: bigint;
  readonly #step: bigint;
  #kept: number | null = null;

  constructor(seed: bigint) {
    const parts = spread(seed, 8).map(BigInt);
    const long = (index: number) => ((parts[index + 1] ?? 0n) << 32n) | (parts[index] ?? 0n);
    const start = (long(0) << 64n) | long(2);
    const sequence = (long(4) << 64n) | long(6);
    this.#step = ((sequence << 1n) | 1n) & HUGE;
    this.#state = (this.#step + start) & HUGE;
    this.#advance();
  }

  #advance(): void {
    this.#state = (this.#state * MULTIPLIER + this.#step) & HUGE;
  }

  next(): number {
    if (this.#kept !== null) {
      const kept = this.#kept;
      this.#kept = null;
      return kept;
    }
    this.#advance();
    const folded = ((this.#state >> 64n) ^ this.#state) & LONG;
    const turn = this.#state >> 122n;
    const long = ((folded >> turn) | (folded << ((64n - turn) & 63n))) & LONG;
    this.#kept = Number(long >> 32n);
    return Number(long & BigInt(WORD));
  }

  /** 0 to below 1, of 24 bits. */
  nextShare(): number {
    return (this.next() >>> 8) / 16777216;
  }
}

const LAYERS = 256;
const EDGE = 3.6541528853610088;
const BITS = 2 ** 23;
/** The right edge and its inverse as NumPy's float32 has them. */
const TAIL = Math.fround(EDGE);
const TAIL_INVERSE = Math.fround(0.27366123732975828);

type Ziggurat = { inside: number[]; width: Float32Array; height: Float32Array };

const bell = (x: number): number => Math.exp(-0.5 * x * x);

/** The area below the bell beyond EDGE, and the rectangle before it; each layer has this area. */
const AREA = 0.0049286732339746571;

function ziggurat(): Ziggurat {
  const inside = new Array<number>(LAYERS).fill(0);
  const width = new Float32Array(LAYERS);
  const height = new Float32Array(LAYERS);
  const base = AREA / bell(EDGE);
  inside[0] = Math.floor((EDGE / base) * BITS);
  width[0] = base / BITS;
  width[LAYERS - 1] = EDGE / BITS;
  height[0] = 1;
  height[LAYERS - 1] = bell(EDGE);
  let outer = EDGE;
  for (let layer = LAYERS - 2; layer > 0; layer--) {
    const inner = Math.sqrt(-2 * Math.log(AREA / outer + bell(outer)));
    inside[layer + 1] = Math.floor((inner / outer) * BITS);
    width[layer] = inner / BITS;
    height[layer] = bell(inner);
    outer = inner;
  }
  return { inside, width, height };
}

const TABLES = ziggurat();
const at = (numbers: ArrayLike<number>, index: number): number => numbers[index] ?? 0;

function normal(words: Words): number {
  for (;;) {
    const word = words.next();
    const layer = word & 0xff;
    const along = (word >>> 9) & 0x7fffff;
    const far = Math.fround(along * at(TABLES.width, layer));
    const x = word & 0x100 ? -far : far;
    if (along < at(TABLES.inside, layer)) return x;
    if (layer === 0) return tail(words, (along & 0x100) !== 0);
    const step = Math.fround(at(TABLES.height, layer - 1) - at(TABLES.height, layer));
    const up = Math.fround(Math.fround(step * words.nextShare()) + at(TABLES.height, layer));
    if (up < bell(x)) return x;
  }
}

/** One of the few beyond the last layer (Marsaglia 1964). */
function tail(words: Words, negative: boolean): number {
  for (;;) {
    const x = Math.fround(-TAIL_INVERSE * Math.fround(Math.log1p(-words.nextShare())));
    const y = -Math.fround(Math.log1p(-words.nextShare()));
    if (Math.fround(y + y) > Math.fround(x * x)) {
      const far = Math.fround(TAIL + x);
      return negative ? -far : far;
    }
  }
}

/** The noise of a seed: so many standard normal numbers. */
export function noiseOf(seed: bigint, size: number): Float32Array {
  const words = new Words(seed);
  return Float32Array.from({ length: size }, () => normal(words));
}

const MOST_CANDIDATES = 1024;

/** `count` different seeds of 32 bits drawn from one; more of them begin with the same ones. */
export function candidateSeeds(seed: bigint, count: number): number[] {
  return [...new Set(spread(seed, count + MOST_CANDIDATES))].slice(0, count);
}
