// The encoding of a result, and the short texts about one.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { blurhashOf, thumbhashOf, thumbhashSide } from '../../../core/engine/pixels/placeholders.ts';
import { describeResult, type EncodeOp, inside } from '../../../core/index.ts';
import { cannot } from './cannot.ts';
import { encoders } from './codecs.ts';
import { resize } from './loops/resize.ts';
import type { Described } from './open-source.ts';

/** Before anything is decoded. Fails with `not-supported`. */
export function refuseEncoding(op: EncodeOp): void {
  const { ext } = op;
  if (ext === 'avif' || ext === 'gif' || ext === 'palette') throw cannot(`format=${ext}`);
  if (op.quality === 'auto') throw cannot('quality=auto');
  if (op.maxBytes !== undefined) throw cannot('max-bytes');
  if (op.colors !== undefined) throw cannot('colors');
  if (op.metadata !== undefined) throw cannot('metadata');
  if (op.icc !== undefined) throw cannot('icc=p3');
  if (ext === 'png' && op.progressive) throw cannot('progressive');
}

export async function written(pixels: Pixels, op: EncodeOp, source: Described | undefined): Promise<Uint8Array> {
  const { ext } = op;
  if (ext === 'jpg' || ext === 'png' || ext === 'webp') return encoders[ext](pixels, op);
  return new TextEncoder().encode(textOf(ext, pixels, source));
}

function textOf(ext: EncodeOp['ext'], pixels: Pixels, source: Described | undefined): string {
  if (ext === 'thumbhash') return thumbhashOf(smallOf(pixels));
  if (ext === 'blurhash') return blurhashOf(smallOf(pixels));
  if (ext !== 'json' || source === undefined) throw cannot(`format=${ext}`);
  return describeResult(pixels, source);
}

/** Inside of a square that placeholders are made of. */
export function smallOf(pixels: Pixels): Pixels {
  const small = inside(pixels, { width: thumbhashSide, height: thumbhashSide });
  return small.width < pixels.width ? resize(pixels, { op: 'resize', ...small }) : pixels;
}
