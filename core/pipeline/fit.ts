// How a picture meets the box it is asked to fill: Cloudflare's fits, in pixels.
// https://developers.cloudflare.com/images/optimization/features/ has the names; rounding is ours (geometry.ts).
import { type Box, covering, inside, type Size } from '../image/geometry.ts';

export const fits = ['scale-down', 'scale-up', 'contain', 'cover', 'crop', 'pad', 'squeeze'] as const;
export type Fit = (typeof fits)[number];

/** The size to scale to, and how much of that is kept: less on one axis where a box is covered. */
export interface Fitted {
  readonly scaled: Size;
  readonly kept: Size;
}

/** A side that is missing in the box never cuts or distorts. */
export function fitInto(size: Size, box: Box, fit: Fit): Fitted {
  const scaled = scaledSize(size, box, fit);
  const cuts = fit === 'cover' || fit === 'crop';
  return { scaled, kept: cuts ? overlap(scaled, box) : scaled };
}

function scaledSize(size: Size, box: Box, fit: Fit): Size {
  const fitting = inside(size, box);
  const covers = covering(size, box);
  switch (fit) {
    case 'scale-down':
      return enlarges(size, fitting) ? size : fitting;
    case 'scale-up':
      return enlarges(fitting, size) ? size : fitting;
    case 'contain':
    case 'pad':
      return fitting;
    case 'cover':
      return covers;
    case 'crop':
      return enlarges(size, covers) ? size : covers;
    case 'squeeze':
      return { width: box.width ?? fitting.width, height: box.height ?? fitting.height };
  }
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
