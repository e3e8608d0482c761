/** Small things that NumPy does and JavaScript does not. */

/** A number of an array that is known to have it. */
export const at = (numbers: ArrayLike<number>, index: number): number => numbers[index] ?? 0;

/** To the nearest whole number; halves to the even one, as NumPy and Python round. */
export function rint(value: number): number {
  const below = Math.floor(value);
  const over = value - below;
  if (over !== 0.5) return over < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** Numbers of 0..255, or a little beyond, as the nearest whole levels. */
export const level = (value: number): number => Math.min(255, Math.max(0, rint(value)));

/** Probabilities, summing to 1. */
export function softmax(logits: ArrayLike<number>): number[] {
  const most = Math.max(...Array.from(logits));
  const raised = Array.from(logits, (logit) => Math.exp(logit - most));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

/** The rows of an N x `width` array. */
export function rowsOf(numbers: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: numbers.length / width }, (_, row) =>
    numbers.subarray(row * width, (row + 1) * width),
  );
}

/** The items in order, at most `size` at a time. */
export function batches<Item>(items: readonly Item[], size: number): Item[][] {
  const found: Item[][] = [];
  for (let start = 0; start < items.length; start += size)
    found.push(items.slice(start, start + size));
  return found;
}
