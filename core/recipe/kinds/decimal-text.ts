// Decimal numbers as URLs write them: digits, at most four of them behind the point, no sign and no exponent.
// Four are finer than a pixel of any picture, and every such number is read back equal.

export function readDecimal(text: string): number | undefined {
  return text !== '' && /^\d{0,6}(\.\d{1,4})?$/.test(text) ? Number(text) : undefined;
}

export function writeDecimal(value: number): string {
  return String(Number(value.toFixed(4)));
}
