// The two ways in which imgproxy rounds (its package imath).

/** Half away from zero; of what is not negative. */
export function rounded(value: number): number {
  return Math.floor(value + 0.5);
}

/** Half to even, either sign. */
export function roundedToEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return rest < 0.5 ? low : low + 1;
  return low % 2 === 0 ? low : low + 1;
}
