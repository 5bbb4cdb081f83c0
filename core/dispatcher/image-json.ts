// An ImageMeta as the management API shows it.

import type * as v from 'valibot';
import { formats } from '../image/format.ts';
import type { ImageMeta } from '../image/image-meta.ts';
import type { imageAnswer } from './openapi/answers.ts';

export function imageJson(meta: ImageMeta): v.InferOutput<typeof imageAnswer> {
  const { name, addrType, imgAddr, ext, byteLength, width, height, frames, alpha, progressive, orientation, digest } =
    meta;
  return {
    name,
    addrType,
    imgAddr,
    ext,
    contentType: formats[ext].mediaType,
    byteLength,
    width,
    height,
    frames,
    alpha,
    progressive,
    orientation,
    digest,
    createdAt: new Date(meta.createdAt).toISOString(),
    writtenAt: new Date(meta.writtenAt).toISOString(),
    changedAt: new Date(meta.changedAt).toISOString(),
    thumbhash: meta.thumbhash,
    dominantColor: meta.dominantColor === '' ? undefined : meta.dominantColor,
    private: meta.private,
    tags: [...meta.tags],
    metadata: meta.metadata,
  };
}
