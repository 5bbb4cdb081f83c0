// How a picture meets the box it is asked to fill: Cloudflare's fits, and outside, in pixels.
// https://developers.cloudflare.com/images/optimization/features/ has the names; rounding is ours (geometry.ts).
import { type Box, covering, inside, type Size } from '../image/geometry.ts';

export const fits = ['scale-down', 'scale-up', 'contain', 'cover', 'crop', 'pad', 'squeeze', 'outside'] as const;
export type Fit = (typeof fits)[number];

/** The size to scale to, and how much of that is kept: less on one axis where a box is covered. */
export interface Fitted {
  readonly scaled: Size;
  readonly kept: Size;
}

export interface FitRules {
  /** Overrules what the fit says of enlarging; undefined leaves that to it. */
  readonly enlarge?: boolean | undefined;
  /** The size to scale to is enlarged, by one factor for both sides, until it covers this. */
  readonly least?: Box;
}

/** A side that is missing in the box never cuts or distorts. */
export function fitInto(size: Size, box: Box, fit: Fit, { enlarge, least = {} }: FitRules = {}): Fitted {
  const fitted = scaledSize(size, box, fit, enlarge);
  const covers = covering(size, least);
  // A least size is asked for in so many words: only an explicit enlarge=false is stronger.
  const atLeast = enlarge === false && enlarges(size, covers) ? size : covers;
  const short = least.width !== undefined || least.height !== undefined ? enlarges(fitted, atLeast) : false;
  const scaled = short ? atLeast : fitted;
  const cuts = fit === 'cover' || fit === 'crop';
  return { scaled, kept: cuts ? overlap(scaled, box) : scaled };
}

function scaledSize(size: Size, box: Box, fit: Fit, enlarge: boolean | undefined): Size {
  const fitting = inside(size, box);
  const covers = covering(size, box);
  const unlessLarger = (to: Size, allowed: boolean) => (allowed || !enlarges(size, to) ? to : size);
  switch (fit) {
    case 'scale-down':
      return unlessLarger(fitting, enlarge ?? false);
    case 'scale-up':
      return enlarges(fitting, size) ? size : fitting;
    case 'contain':
    case 'pad':
      return unlessLarger(fitting, enlarge ?? true);
    case 'cover':
    case 'outside':
      return unlessLarger(covers, enlarge ?? true);
    case 'crop':
      return unlessLarger(covers, enlarge ?? false);
    case 'squeeze':
      return squeezed(size, { width: box.width ?? fitting.width, height: box.height ?? fitting.height }, enlarge);
  }
}

// Each side for itself, as each is scaled.
function squeezed(size: Size, to: Size, enlarge: boolean | undefined): Size {
  if (enlarge !== false) return to;
  return { width: Math.min(size.width, to.width), height: Math.min(size.height, to.height) };
}

function enlarges(from: Size, to: Size): boolean {
  return to.width > from.width || to.height > from.height;
}

function overlap(size: Size, box: Box): Size {
  return {
    width: Math.min(size.width, box.width ?? size.width),
    height: Math.min(size.height, box.height ?? size.height),
  };
}
