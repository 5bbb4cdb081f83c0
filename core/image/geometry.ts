// The arithmetic of sizes. All of it is on integers, so that every runtime plans the same pixel.

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A missing side follows from the other by the aspect ratio. */
export interface Box {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** side × to ÷ of, rounded half away from zero, at least 1. Exact as long as side × to stays below 2^51. */
export function proportion(side: number, to: number, of: number): number {
  return Math.max(1, Math.floor((2 * side * to + of) / (2 * of)));
}

/** The largest size of the same aspect ratio that lies inside of the box. One side is the box's own. */
export function inside(size: Size, box: Box): Size {
  return scaled(size, box, (byWidth, byHeight) => byWidth <= byHeight);
}

/** The smallest size of the same aspect ratio that covers the box. One side is the box's own. */
export function covering(size: Size, box: Box): Size {
  return scaled(size, box, (byWidth, byHeight) => byWidth >= byHeight);
}

// The factors width ÷ width and height ÷ height are compared crosswise, without dividing.
function scaled({ width, height }: Size, box: Box, widthDecides: (byWidth: number, byHeight: number) => boolean): Size {
  if (box.width === undefined && box.height === undefined) return { width, height };
  const byWidth = (box.width ?? 0) * height;
  const byHeight = (box.height ?? 0) * width;
  if (box.width !== undefined && (box.height === undefined || widthDecides(byWidth, byHeight))) {
    return { width: box.width, height: proportion(height, box.width, width) };
  }
  return { width: proportion(width, box.height ?? 0, height), height: box.height ?? 0 };
}

/** The box, made smaller as a whole until no side of it is longer than the size's. */
export function boundBox(box: Box, size: Size): Box {
  const { width, height } = box;
  if (width === undefined || height === undefined) {
    return { width: width && Math.min(width, size.width), height: height && Math.min(height, size.height) };
  }
  const narrow =
    width > size.width ? { width: size.width, height: proportion(height, size.width, width) } : { width, height };
  if (narrow.height <= size.height) return narrow;
  return { width: proportion(width, size.height, height), height: size.height };
}

export function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** side × fraction, rounded half away from zero. A fraction has at most four digits behind the point. */
export function portion(side: number, fraction: number): number {
  return Math.floor((2 * side * inTenThousandths(fraction) + 10_000) / 20_000);
}

/** The largest size of this ratio that lies inside of the size. */
export function largestWithin(size: Size, ratio: Size): Size {
  return ofRatio(size, ratio, (isWide) => !isWide);
}

/** The smallest size of this ratio that the size lies inside of. */
export function smallestAround(size: Size, ratio: Size): Size {
  return ofRatio(size, ratio, (isWide) => isWide);
}

// `keepsWidth` is asked of whether the size is wider than the ratio.
function ofRatio({ width, height }: Size, ratio: Size, keepsWidth: (isWide: boolean) => boolean): Size {
  const across = inTenThousandths(ratio.width);
  const down = inTenThousandths(ratio.height);
  return keepsWidth(width * down >= height * across)
    ? { width, height: proportion(width, down, across) }
    : { width: proportion(height, across, down), height };
}

function inTenThousandths(number: number): number {
  return Math.round(number * 10_000);
}
