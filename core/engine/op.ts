// The operations an engine understands. They carry final integers: engines do no geometry.
// Order is meaning: an engine may fuse or commute operations only where no pixel changes by it.
import type { ExtendOp } from './ops/extend.ts';
import type { ExtractOp } from './ops/extract.ts';
import type { BlurOp, MedianOp, PixelateOp, SharpenOp, UnsharpOp } from './ops/filters.ts';
import type { FlattenOp } from './ops/flatten.ts';
import type { MaskOp } from './ops/mask.ts';
import type { OverlayOp } from './ops/overlay.ts';
import type { PixelsOp } from './ops/pixels.ts';
import type { RedactOp } from './ops/redact.ts';
import type { ResizeOp } from './ops/resize.ts';
import type { RotateByOp } from './ops/rotate-by.ts';
import type { SegmentOp } from './ops/segment.ts';
import type { HoldOp, ShrinkOp } from './ops/shrink.ts';
import type { ContrastOp, GammaOp, LinearOp, MatrixOp, ModulateOp, NormaliseOp, TintOp } from './ops/tones.ts';
import type { TrimOp } from './ops/trim.ts';
import type { FlipOp, OrientOp, RotateOp } from './ops/turns.ts';

/** What may stand in a list of operations; an encode comes behind it. */
export type PixelOp =
  | PixelsOp
  | ShrinkOp
  | HoldOp
  | OrientOp
  | ExtractOp
  | RotateOp
  | FlipOp
  | ResizeOp
  | ExtendOp
  | BlurOp
  | SharpenOp
  | UnsharpOp
  | MedianOp
  | PixelateOp
  | ModulateOp
  | ContrastOp
  | GammaOp
  | MatrixOp
  | LinearOp
  | TintOp
  | NormaliseOp
  | FlattenOp
  | RedactOp
  | MaskOp
  | SegmentOp
  | RotateByOp
  | OverlayOp
  | TrimOp;

/** The operation of this name. */
export type OpOf<Name extends PixelOp['op']> = Extract<PixelOp, { op: Name }>;
