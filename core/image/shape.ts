// What planning knows of an image: everything but its pixels.
import type { Ext } from './format.ts';

/** EXIF orientation, 1 (upright) to 8. Values 5 to 8 swap width and height when applied. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface Shape {
  readonly ext: Ext;
  /** Pixels of one frame as encoded, before orientation is applied. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
  /** True when there is more than one frame. */
  readonly animated: boolean;
  readonly alpha: boolean;
  /**
   * A progressive JPEG or an interlaced PNG: has to be held whole before its first row is known, so it is dearer to
   * decode. False for images that were stored before this was looked at.
   */
  readonly progressive: boolean;
}
