// A volume of a test's own, that is closed when the test is over.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  openSegmentVolume,
  type SegmentVolume,
  type SegmentVolumeConfig,
} from '../../../../adapters/volumes/segments/open-segment-volume.ts';
import type { Entry } from '../../../../core/index.ts';
import { noise } from '../../../support/bytes.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

export const kib = 1024;

export type Told = { readonly event: string; readonly during: unknown }[];

/** Takes entries at their first offer unless told otherwise. */
export async function openVolume(
  config: Partial<SegmentVolumeConfig> = {},
): Promise<{ volume: SegmentVolume; directory: string; told: Told }> {
  const directory = config.directory ?? (await scratchFolder());
  const told: Told = [];
  const tell: SegmentVolumeConfig['tell'] = (event, fields) => void told.push({ event, during: fields?.during });
  const volume = await openSegmentVolume({ capacityBytes: 1024 * kib, admit: 'first', tell, ...config, directory });
  onTestFinished(() => volume.close());
  return { volume, directory, told };
}

export function entryOf(key: string, group = 'group', byteLength = 1000, seed = 1): Entry {
  return { key, group, ext: 'webp', bytes: noise(byteLength, seed) };
}

/** Bytes of all files in a directory; 0 where there is none. */
export async function bytesIn(directory: string): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
