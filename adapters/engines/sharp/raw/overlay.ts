// Lays a mark over pixels. By hand, because sharp's composite doubles the cost of what it shares a pass with, and goes over the
// whole picture for a small mark.

import { lay } from '../../../../core/engine/pixels/lay.ts';
import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import type { OverlayOp } from '../../../../core/index.ts';
import { patchOf } from '../overlay/patches.ts';

export function overlay(pixels: Pixels, op: OverlayOp): Pixels {
  return lay(pixels, patchOf(op), op);
}
