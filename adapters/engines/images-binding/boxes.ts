// Two operations that are one word to Images: scaling and a cut (cover), scaling and a border (pad). Said as one, each
// is a single resampling there; where they are no such box to the pixel they stay two.
import { covering, inside, type OpOf, type PixelOp, type Size, sameSize } from '../../../core/index.ts';
import { hexOf } from './colour-words.ts';
import { scalingOf } from './rows.ts';

type Resize = OpOf<'resize'>;

/** The transform that does both, of a picture of this size; undefined where there is none. */
export function boxOf(size: Size, resize: Resize, next: PixelOp | undefined): ImageTransform | undefined {
  if (resize.strategy !== undefined) return undefined;
  const box =
    next?.op === 'extract' ? cover(size, resize, next) : next?.op === 'extend' ? pad(size, resize, next) : undefined;
  return box && { ...box, ...scalingOf(resize.upscale) };
}

function cover(size: Size, resize: Resize, kept: OpOf<'extract'>): ImageTransform | undefined {
  const { width, height } = kept;
  if (!sameSize(covering(size, { width, height }), resize)) return undefined;
  const across = placeOf(kept.left, resize.width - width, ['left', 'center', 'right']);
  const down = placeOf(kept.top, resize.height - height, ['top', 'center', 'bottom']);
  // Only one axis has something to be cut off.
  const gravity = across === 'center' ? down : across;
  return gravity && { width, height, fit: 'cover', gravity };
}

type Side = 'left' | 'right' | 'top' | 'bottom' | 'center';

function placeOf(at: number, room: number, [first, middle, last]: readonly [Side, Side, Side]): Side | undefined {
  if (room === 0 || Math.abs(at - room / 2) <= 0.5) return middle;
  if (at === 0) return first;
  return at === room ? last : undefined;
}

function pad(size: Size, resize: Resize, room: OpOf<'extend'>): ImageTransform | undefined {
  const { top, right, bottom, left, background } = room;
  const box = { width: left + resize.width + right, height: top + resize.height + bottom };
  const centred = Math.abs(left - right) <= 1 && Math.abs(top - bottom) <= 1;
  if (!centred || background.alpha !== 1 || !sameSize(inside(size, box), resize)) return undefined;
  return { ...box, fit: 'pad', background: hexOf(background) };
}
