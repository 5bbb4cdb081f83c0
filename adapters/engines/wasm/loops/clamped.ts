// The same bytes, to be written to by numbers that may be no bytes: they are rounded, and stop at 0 and 255.
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';

export function clamped({ data }: Pixels): Uint8ClampedArray {
  return new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
}
