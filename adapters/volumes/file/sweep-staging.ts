// Takes away what uploads have left in the staging directory that are not under way any more: an earlier process was
// killed, or the disk did not let a file go when its upload failed.
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { orMissing } from './disk-failure.ts';

/** `active`: paths of uploads under way. Answers how many files went. */
export async function sweepStaging(disk: Disk, staging: string, active: ReadonlySet<string>): Promise<number> {
  let swept = 0;
  for (const name of await disk.readdir(staging)) {
    const path = join(staging, name);
    if (active.has(path)) continue;
    if ((await orMissing(disk.unlink(path).then(() => true))) === true) swept += 1;
  }
  return swept;
}
