// An ImageMeta as the management API shows it.
import { formats } from '../image/format.ts';
import type { ImageMeta } from '../image/image-meta.ts';

export function imageJson(meta: ImageMeta): Readonly<Record<string, unknown>> {
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
    tags: meta.tags,
    metadata: meta.metadata,
  };
}
