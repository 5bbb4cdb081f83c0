// Colours as URLs write them: a CSS name, or hex digits with or without "#".
import type { Colour } from './colour.ts';
import { colourNames } from './colour-names.ts';

/** Undefined where the text is no colour. */
export function readColour(text: string): Colour | undefined {
  const lower = text.toLowerCase();
  if (lower === 'transparent') return { r: 0, g: 0, b: 0, alpha: 0 };
  const digits = colourNames.get(lower) ?? (lower.startsWith('#') ? lower.slice(1) : lower);
  if (!/^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) return undefined;
  const long = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
  const [r = 0, g = 0, b = 0, a = 255] = (long.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return { r, g, b, alpha: a / 255 };
}

/** Six hex digits, eight where it is not opaque. */
export function writeColour({ r, g, b, alpha }: Colour): string {
  const channels = alpha === 1 ? [r, g, b] : [r, g, b, Math.round(alpha * 255)];
  return channels.map((channel) => channel.toString(16).padStart(2, '0')).join('');
}
