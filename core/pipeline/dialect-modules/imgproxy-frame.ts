// The geometry of imgproxy, in its own floating point: https://docs.imgproxy.net/usage/processing says what is asked for, and
// its processing/prepare.go how it is rounded. Sizes agree to the pixel only if every quotient is taken as it is there.
import type { Size } from '../../image/geometry.ts';
import type { Anchor } from '../../recipe/kinds/anchor.ts';
import { rounded, roundedToEven } from './rounding.ts';

export const resizingTypes = ['fit', 'fill', 'fill-down', 'force', 'auto'] as const;
export type ResizingType = (typeof resizingTypes)[number];

export interface FrameRules {
  readonly type: ResizingType;
  /** 0 follows from the other. */
  readonly width: number;
  readonly height: number;
  readonly minWidth: number;
  readonly minHeight: number;
  readonly zoomX: number;
  readonly zoomY: number;
  readonly dpr: number;
  readonly enlarge: boolean;
  readonly extend: boolean;
  readonly extendRatio: boolean;
}

export interface Frame {
  readonly scaled: Size;
  /** What of the scaled picture is kept. */
  readonly kept: Size;
  /** The canvases around it, each at least as large as what it holds. */
  readonly extended: Size;
  readonly ratioed: Size;
  /** What dpr has come to: less where it would have enlarged. Offsets and paddings are multiplied by it. */
  readonly dprScale: number;
}

/** `size`: of the upright and cropped picture. */
export function frameOf(size: Size, rules: FrameRules): Frame {
  const { shrinkX, shrinkY, dprScale } = shrinksOf(size, rules);
  const scaled = { width: scale(size.width, 1 / shrinkX), height: scale(size.height, 1 / shrinkY) };
  const target = {
    width: rounded(rules.width * (dprScale * rules.zoomX)),
    height: rounded(rules.height * (dprScale * rules.zoomY)),
  };
  const kept = lesser(scaled, rules.type === 'fill-down' && !rules.enlarge ? filledDown(scaled, target) : target);
  const extended = rules.extend ? greater(kept, target) : kept;
  const ratioed = rules.extendRatio ? greater(extended, ratioCanvas(kept, target)) : extended;
  return { scaled, kept, extended, ratioed, dprScale };
}

function shrinksOf(size: Size, rules: FrameRules): { shrinkX: number; shrinkY: number; dprScale: number } {
  let [shrinkX, shrinkY] = fittingShrinks(size, rules);
  shrinkX /= rules.zoomX;
  shrinkY /= rules.zoomY;
  let dprScale = rules.dpr;
  if (!rules.enlarge) {
    const least = Math.min(shrinkX, shrinkY);
    if (least < 1) {
      shrinkX /= least;
      shrinkY /= least;
      if (!rules.extend) dprScale /= least;
    }
    dprScale = Math.min(dprScale, shrinkX, shrinkY);
  }
  if (rules.minWidth > 0 && size.width / rules.minWidth < shrinkX) {
    const shrink = size.width / rules.minWidth;
    shrinkY /= shrinkX / shrink;
    shrinkX = shrink;
  }
  if (rules.minHeight > 0 && size.height / rules.minHeight < shrinkY) {
    const shrink = size.height / rules.minHeight;
    shrinkX /= shrinkY / shrink;
    shrinkY = shrink;
  }
  // No side becomes less than a pixel.
  shrinkX = Math.min(shrinkX / dprScale, size.width);
  shrinkY = Math.min(shrinkY / dprScale, size.height);
  return { shrinkX, shrinkY, dprScale };
}

function fittingShrinks({ width, height }: Size, rules: FrameRules): [number, number] {
  const to = { width: rules.width || width, height: rules.height || height };
  const byWidth = width / to.width;
  const byHeight = height / to.height;
  if (byWidth === 1 && byHeight === 1) return [1, 1];
  const alike = width >= height === to.width >= to.height;
  const type = rules.type === 'auto' ? (alike ? 'fill' : 'fit') : rules.type;
  if (type === 'force') return [byWidth, byHeight];
  if (rules.width === 0) return [byHeight, byHeight];
  if (rules.height === 0) return [byWidth, byWidth];
  const both = type === 'fit' ? Math.max(byWidth, byHeight) : Math.min(byWidth, byHeight);
  return [both, both];
}

function filledDown(scaled: Size, target: Size): Size {
  const byWidth = target.width / scaled.width;
  const byHeight = target.height / scaled.height;
  if (byWidth > byHeight && byWidth > 1) {
    return { width: scaled.width, height: scale(scaled.width, target.height / target.width) };
  }
  if (byHeight > byWidth && byHeight > 1) {
    return { width: scale(scaled.height, target.width / target.height), height: scaled.height };
  }
  return target;
}

function ratioCanvas(picture: Size, target: Size): Size {
  if (target.width === 0 || target.height === 0) return picture;
  const byWidth = target.width / picture.width;
  const byHeight = target.height / picture.height;
  if (byHeight > byWidth) {
    return { width: picture.width, height: scale(picture.width, target.height / target.width) };
  }
  if (byWidth > byHeight) {
    return { width: scale(picture.height, target.width / target.height), height: picture.height };
  }
  return picture;
}

/** Where a box of this size has its left top corner inside of a larger one. */
export function placeOf(whole: Size, box: Size, { type, x, y }: Anchor, dprScale: number) {
  const left = type === 'fp' ? roundedToEven(whole.width * x) - Math.floor(box.width / 2) : undefined;
  const top = type === 'fp' ? roundedToEven(whole.height * y) - Math.floor(box.height / 2) : undefined;
  const offX = offsetOf(x, whole.width, dprScale);
  const offY = offsetOf(y, whole.height, dprScale);
  const west = type.endsWith('we');
  const east = type.endsWith('ea');
  const across = onAxis(whole.width - box.width, offX, west ? 'near' : east ? 'far' : 'middle');
  const down = onAxis(
    whole.height - box.height,
    offY,
    type.startsWith('no') ? 'near' : type.startsWith('so') ? 'far' : 'middle',
  );
  return {
    left: clamped(left ?? across, whole.width - box.width),
    top: clamped(top ?? down, whole.height - box.height),
  };
}

function onAxis(room: number, offset: number, at: 'near' | 'middle' | 'far'): number {
  if (at === 'near') return offset;
  return at === 'far' ? room - offset : roundedToEven((room + 1) / 2) + offset;
}

function offsetOf(offset: number, whole: number, dprScale: number): number {
  return Math.abs(offset) >= 1 ? roundedToEven(offset * dprScale) : roundedToEven(whole * offset);
}

function clamped(at: number, most: number): number {
  return Math.min(Math.max(at, 0), most);
}

function scale(side: number, factor: number): number {
  return Math.max(1, rounded(side * factor));
}

// A side that was not asked for neither cuts nor extends.
function lesser(size: Size, to: Size): Size {
  return {
    width: to.width === 0 ? size.width : Math.min(size.width, to.width),
    height: to.height === 0 ? size.height : Math.min(size.height, to.height),
  };
}

function greater(size: Size, to: Size): Size {
  return { width: Math.max(size.width, to.width), height: Math.max(size.height, to.height) };
}
