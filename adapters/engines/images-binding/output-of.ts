// What is said of the encoding. Images chooses by itself how much effort it makes and whether a JPEG is progressive.
import { type EncodeOp, type FrameChoice, formats, type PictureExt } from '../../../core/index.ts';
import { cannot } from './cannot.ts';

/** Fails with `not-supported`. */
export function outputOf(op: EncodeOp, ext: PictureExt, frames: FrameChoice): ImageOutputOptions {
  const { quality } = op;
  if (quality === 'auto') throw cannot('quality=auto');
  if (op.maxBytes !== undefined) throw cannot('max-bytes');
  if (op.lossless) throw cannot('lossless');
  if (op.colors !== undefined) throw cannot('colors');
  if (op.chroma !== undefined) throw cannot('chroma');
  if (op.icc !== undefined) throw cannot('icc=p3');
  // It keeps the copyright of JPEGs whether it is asked to or not, and nothing of any other.
  if (op.metadata !== undefined && !(op.metadata === 'copyright' && ext === 'jpg')) throw cannot('metadata');
  const format = formats[ext].mediaType as ImageOutputOptions['format'];
  return {
    format,
    ...(quality !== undefined && { quality }),
    ...(formats[ext].animation && { anim: animationOf(frames) }),
  };
}

function animationOf(frames: FrameChoice): boolean {
  if (typeof frames !== 'object') return frames === 'all';
  if (frames.from !== 0) throw cannot('frame');
  if (frames.count !== 1) throw cannot('frames');
  return false;
}
