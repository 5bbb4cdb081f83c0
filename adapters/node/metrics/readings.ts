// Every figure of /metrics that is looked at when it is asked for.
import { statfs } from 'node:fs/promises';
import { type EphemeralVolume, type Gate, type MDatabase, type PVolUpkeep, progressOf } from '../../../core/index.ts';
import type { SegmentVolume } from '../../volumes/segments/open-segment-volume.ts';
import { gauge, type Reading, total } from './reading.ts';

export interface ReadingParts {
  readonly dataDirectory: string;
  readonly mDatabase: Pick<MDatabase, 'size'>;
  readonly mVol: EphemeralVolume;
  readonly eVol: SegmentVolume;
  readonly gate: Pick<Gate, 'state'>;
}

export function readingsOf({ dataDirectory, mDatabase, mVol, eVol, gate }: ReadingParts): Reading[] {
  return [
    gauge('images', 'Stored images.', () => mDatabase.size),
    gauge('data_free_bytes', 'Free on the disk of the data directory.', () => freeBytes(dataDirectory)),
    gauge('mvol_used_bytes', 'RAM that finished results take.', () => mVol.used()),
    gauge('mvol_capacity_bytes', 'RAM that finished results may take.', () => mVol.capacityBytes),
    total('mvol_evictions_total', 'Finished results that went from RAM to make room.', () => mVol.evictions()),
    gauge('evol_used_bytes', 'Disk that finished results take.', () => eVol.used()),
    gauge('evol_capacity_bytes', 'Disk that finished results may take.', () => eVol.capacityBytes),
    gauge('evol_entries', 'Finished results on disk.', () => eVol.stats().entries),
    total('evol_evictions_total', 'Finished results that went from disk to make room.', () => eVol.evictions()),
    total(
      'evol_failures_total',
      'Calls of the disk of eVol that failed or took too long.',
      () => eVol.stats().failures,
    ),
    gauge('evol_index_bytes', 'RAM that says where they are.', () => eVol.stats().tableBytes),
    gauge('renders_running', 'Renders and looks at uploads under way.', () => gate.state().running),
    gauge('renders_waiting', 'Renders and looks at uploads that wait for a slot.', () => gate.state().waiting),
    gauge('renders_idle_waiting', 'Work that waits until the server is idle.', () => gate.state().idleWaiting),
    gauge('render_reserved_bytes', 'Memory reserved by what runs.', () => gate.state().reservedBytes),
    gauge('render_budget_bytes', 'Memory that may be reserved.', () => gate.state().bytes),
    total('overloaded_total', 'Renders refused for want of capacity (503).', () => gate.state().refused.capacity),
    total(
      'too_many_requests_total',
      "Renders refused for the client's own share (429).",
      () => gate.state().refused.client,
    ),
  ];
}

export function upkeepReadings({ scrubState }: Pick<PVolUpkeep, 'scrubState'>): Reading[] {
  return [
    gauge('pvol_damaged', 'Originals that the scrub found damaged or unreadable.', () => scrubState().damaged.length),
    gauge('pvol_scrub_progress', 'How much of the pass under way is done, 0 to 1.', () =>
      progressOf(scrubState().after),
    ),
    gauge(
      'pvol_scrub_finished_seconds',
      'When the last pass ended, in Unix time; 0 for never.',
      () => scrubState().finishedAt / 1000,
    ),
  ];
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
