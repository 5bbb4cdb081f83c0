// A whole ImageMeta for tests.
import type { ImageMeta } from '../../../core/image/image-meta.ts';

export function metaOf(name: string, more: Partial<ImageMeta> = {}): ImageMeta {
  const digest = more.digest ?? '0123456789abcdef'.repeat(4);
  return {
    name,
    addrType: 0,
    imgAddr: digest,
    ext: 'jpg',
    byteLength: 1000,
    width: 40,
    height: 30,
    frames: 1,
    animated: false,
    alpha: false,
    progressive: false,
    orientation: 1,
    digest,
    createdAt: 1_700_000_000_123,
    writtenAt: 1_700_000_001_456,
    changedAt: more.writtenAt ?? 1_700_000_001_456,
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    dominantColor: '#804020',
    private: false,
    tags: [],
    metadata: {},
    ...more,
  };
}
