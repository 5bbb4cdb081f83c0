// Colours as CSS writes them.
import type { Colour } from '../../../core/index.ts';

/** #rrggbb, or #rrggbbaa where it is not opaque. */
export function hexOf({ r, g, b, alpha }: Colour): string {
  const bands = alpha === 1 ? [r, g, b] : [r, g, b, Math.round(alpha * 255)];
  return `#${bands.map((band) => band.toString(16).padStart(2, '0')).join('')}`;
}
