// What the parts of the contract of image engines share.
import type { EncodeOp, Ext, ImageEngine, Limits, Orientation, PixelOp, RenderTask } from '../../../core/index.ts';
import { type Seen, see } from '../../support/colours.ts';
import { sourceOf } from '../../support/pictures.ts';

export interface EngineUnderTest {
  /** The one that most cases share. */
  engine(): ImageEngine;
  /** One with other limits, or to be closed. */
  create(limits?: Partial<Limits>): Promise<ImageEngine>;
  /** Those that it reads and writes. */
  readonly formats: readonly PictureFormat[];
}

export const pictureFormats = ['jpg', 'png', 'webp', 'gif', 'avif'] as const;
type PictureFormat = (typeof pictureFormats)[number];
export const white = { r: 255, g: 255, b: 255, alpha: 1 };
const png: EncodeOp = { op: 'encode', ext: 'png' };

export function task(ext: Ext, bytes: Uint8Array, ops: readonly PixelOp[], more: Partial<RenderTask> = {}): RenderTask {
  return { source: sourceOf(ext, bytes), frames: 'all', ops, encode: png, ...more };
}

/** Renders to PNG and looks at it. */
export function renderedBy(engine: () => ImageEngine) {
  return async (bytes: Uint8Array, ops: readonly PixelOp[], ext: Ext = 'png'): Promise<Seen> =>
    see((await engine().render(task(ext, bytes, ops))).bytes);
}

// Lists that no single pass of a library with a fixed order can do, and some that it can.
export function lists(): PixelOp[][] {
  const cut = (width: number, height: number): PixelOp => ({ op: 'extract', left: 2, top: 1, width, height });
  const scale = (width: number, height: number): PixelOp => ({ op: 'resize', width, height });
  const border: PixelOp = { op: 'extend', top: 1, right: 2, bottom: 3, left: 2, background: { ...white, alpha: 0.5 } };
  const blur: PixelOp = { op: 'blur', sigma: 1.2 };
  const sharpen: PixelOp = { op: 'sharpen', sigma: 0.8 };
  const contrast: PixelOp = { op: 'contrast', factor: 1.2 };
  const brighten: PixelOp = { op: 'modulate', brightness: 1.2, saturation: 0.7 };
  const flat: PixelOp = { op: 'flatten', background: { r: 20, g: 90, b: 200, alpha: 1 } };
  const gamma: PixelOp = { op: 'gamma', gamma: 1.4 };
  const turn = (degrees: 90 | 180 | 270): PixelOp => ({ op: 'rotate', degrees });
  const mirror: PixelOp = { op: 'flip', horizontal: true, vertical: false };
  const orient = (orientation: Orientation): PixelOp => ({ op: 'orient', orientation });
  return [
    [orient(6), scale(12, 20), cut(8, 15), sharpen],
    [orient(7), cut(15, 20), scale(9, 11), mirror],
    [scale(20, 12), cut(10, 8), border, turn(90), contrast],
    [contrast, scale(10, 8), blur, turn(270), cut(5, 6)],
    [orient(5), scale(40, 60), cut(30, 30), orient(8), cut(20, 20)],
    [border, brighten, scale(18, 14), sharpen, brighten],
    [turn(180), mirror, turn(90), scale(10, 20), turn(90), mirror],
    [border, blur, flat, gamma, cut(20, 12)],
    [cut(20, 18), cut(15, 12), cut(10, 9), scale(30, 27), scale(8, 7)],
    [gamma, gamma, orient(3), gamma, scale(15, 10), gamma],
    [sharpen, blur, contrast, brighten, border, flat],
    [scale(20, 12), cut(10, 8), border],
    [border, blur],
    [brighten, sharpen],
    [scale(11, 7), brighten, blur, orient(6), border, sharpen],
  ];
}
