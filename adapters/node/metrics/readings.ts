// Every figure of /metrics that is looked at when it is asked for.
import { statfs } from 'node:fs/promises';
import type { EphemeralVolume, MDatabase } from '../../../core/index.ts';
import type { SegmentVolume } from '../../volumes/segments/open-segment-volume.ts';
import { gauge, type Reading } from './reading.ts';

export interface ReadingParts {
  readonly dataDirectory: string;
  readonly mDatabase: Pick<MDatabase, 'size'>;
  readonly mVol: EphemeralVolume;
  readonly eVol: SegmentVolume;
}

export function readingsOf({ dataDirectory, mDatabase, mVol, eVol }: ReadingParts): Reading[] {
  return [
    gauge('images', 'Stored images.', () => mDatabase.size),
    gauge('data_free_bytes', 'Free on the disk of the data directory.', () => freeBytes(dataDirectory)),
    gauge('mvol_used_bytes', 'RAM that finished results take.', () => mVol.used()),
    gauge('mvol_capacity_bytes', 'RAM that finished results may take.', () => mVol.capacityBytes),
    gauge('evol_used_bytes', 'Disk that finished results take.', () => eVol.used()),
    gauge('evol_capacity_bytes', 'Disk that finished results may take.', () => eVol.capacityBytes),
    gauge('evol_entries', 'Finished results on disk.', () => eVol.stats().entries),
    gauge('evol_index_bytes', 'RAM that says where they are.', () => eVol.stats().tableBytes),
  ];
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
