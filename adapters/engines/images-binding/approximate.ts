// Operations whose pixels are Cloudflare's own: their words are ours, their arithmetic is not published.
import type { PixelOp } from '../../../core/index.ts';

export const approximate: ReadonlySet<PixelOp['op']> = new Set([
  ...(['blur', 'sharpen', 'modulate', 'contrast', 'gamma', 'matrix'] as const),
]);
