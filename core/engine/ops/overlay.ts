// Operation: a mark on the picture.

/** Lay a mark over the picture; what lies outside of it is cut off. The picture's size and kind stay. */
export interface OverlayOp {
  readonly op: 'overlay';
  readonly mark: ImageMark | TextMark;
  /** Turned clockwise around its middle by so many degrees, 0 to 359; its box grows with that. */
  readonly degrees: number;
  /** Factor of its alpha, above 0 and up to 1. */
  readonly opacity: number;
  readonly place: OverlayPlace;
  /** Repeated in both directions over the whole picture, with gaps of so many pixels. */
  readonly tile?: { readonly across: number; readonly down: number };
}

/** Another stored image, upright, scaled to this size. */
export interface ImageMark {
  /** Version of its bytes, of which a task has the source. */
  readonly image: string;
  readonly width: number;
  readonly height: number;
}

/**
 * One line of text, every character of it data. Its box is that of its ink: at this `size` (pixels an em), but never
 * larger than width × height; without a size as large as that allows.
 */
export interface TextMark {
  readonly text: string;
  readonly size?: number;
  readonly width: number;
  readonly height: number;
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** The pixel of the picture (x, y) on which the point of the mark (fractions of its width and height) comes to lie. */
export interface OverlayPlace {
  readonly x: number;
  readonly y: number;
  readonly of: { readonly x: number; readonly y: number };
}
