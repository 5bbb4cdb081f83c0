// Operations that come out beside sharp's by more than can be overlooked: libvips turns around the middle of a pixel (0115).
import type { PixelOp } from '../../../core/index.ts';

export const approximate: ReadonlySet<PixelOp['op']> = new Set(['rotate-by'] as const);
