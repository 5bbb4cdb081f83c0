// Orient, rotate and flip as one thing: at most one mirror and one turn by quarters; and the size of a turn by any angle.
// Pure arithmetic.
import type { Size } from '../image/geometry.ts';
import type { Orientation } from '../image/shape.ts';
import type { OpOf } from './op.ts';

/** Mirror left-right where `flop`, then turn clockwise. All eight ways a picture can lie are of this form. */
export interface Turn {
  readonly flop: boolean;
  readonly degrees: 0 | 90 | 180 | 270;
}

export const upright: Turn = { flop: false, degrees: 0 };

// Exif 3.0, 4.6.6.1: what makes a picture stored with this orientation stand upright.
const ofOrientation: Readonly<Record<Orientation, Turn>> = {
  1: upright,
  2: { flop: true, degrees: 0 },
  3: { flop: false, degrees: 180 },
  4: { flop: true, degrees: 180 },
  5: { flop: true, degrees: 270 },
  6: { flop: false, degrees: 90 },
  7: { flop: true, degrees: 90 },
  8: { flop: false, degrees: 270 },
};

export function turnOf(op: OpOf<'orient' | 'rotate' | 'flip'>): Turn {
  if (op.op === 'orient') return ofOrientation[op.orientation];
  if (op.op === 'rotate') return { flop: false, degrees: op.degrees };
  // A vertical mirror is a horizontal one turned by half.
  return { flop: op.horizontal !== op.vertical, degrees: op.vertical ? 180 : 0 };
}

export function isUpright({ flop, degrees }: Turn): boolean {
  return !flop && degrees === 0;
}

/** The turn that does `first` and then `second`. */
export function compose(first: Turn, second: Turn): Turn {
  // Mirroring after a turn is turning the other way after a mirror.
  const turned = second.flop ? -first.degrees : first.degrees;
  const degrees = (turned + second.degrees + 360) % 360;
  return { flop: first.flop !== second.flop, degrees: degrees as Turn['degrees'] };
}

/** Size after the turn, and, a quarter turn being its own opposite in this, size before it. */
export function turnedSize<T extends Size>({ width, height }: T, { degrees }: Turn): Size {
  return degrees % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** Where a rectangle of the turned picture lies in the picture before the turn, which has this size. */
export function rectBefore(rect: OpOf<'extract'>, turn: Turn, before: Size): OpOf<'extract'> {
  const { left, top, width, height } = rect;
  const after = turnedSize(before, turn);
  const right = after.width - left - width;
  const bottom = after.height - top - height;
  const unturned = {
    0: { left, top },
    90: { left: top, top: right },
    180: { left: right, top: bottom },
    270: { left: bottom, top: left },
  }[turn.degrees];
  const size = turnedSize(rect, turn);
  return {
    op: 'extract',
    left: turn.flop ? before.width - unturned.left - size.width : unturned.left,
    top: unturned.top,
    ...size,
  };
}

/** The box of a picture turned by any angle. Rounded as libvips does it, so that an engine over it has nothing to add or to cut. */
export function boundsOfTurn({ width, height }: Size, degrees: number): Size {
  const radians = (degrees * Math.PI) / 180;
  const sine = Math.abs(Math.sin(radians));
  const cosine = Math.abs(Math.cos(radians));
  return {
    width: Math.max(1, Math.round(width * cosine + height * sine)),
    height: Math.max(1, Math.round(width * sine + height * cosine)),
  };
}
