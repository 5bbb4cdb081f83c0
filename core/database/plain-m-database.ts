// mDatabase over a Map: simple, a few hundred bytes an image, at most 2^24 images (V8's limit for a Map).
import type { ImageRecord } from '../image/image-meta.ts';
import type { MDatabase } from './m-database.ts';

export function createMDatabase(): MDatabase {
  const records = new Map<string, ImageRecord>();
  return {
    lookup: (name) => records.get(name),
    put: (name, record) => void records.set(name, record),
    remove: (name) => records.delete(name),
    get size() {
      return records.size;
    },
  };
}
