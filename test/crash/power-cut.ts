// CS-03: a kill cycle whose kill takes the disk away first: the file system is shut down without flushing, so that only
// what was synced is there when it is mounted again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LoopDisk, makeLoopDisk } from '../../infra/xfs/loop-disk.ts';
import type { CheckedFigures } from './figures.ts';
import { killFigures } from './kill-figures.ts';
import type { Answer, Start } from './subject.ts';

export interface PowerCutPlan {
  readonly fileSystem: 'xfs' | 'ext4';
  /** Where the disk's image and the client's state are. */
  readonly folder: string;
  readonly start: Start;
  readonly cycles: number;
  readonly seed: number;
  /** One cycle in so many makes a backup. */
  readonly backupEvery: number;
}

const unsynced = 'Nobody asked for this to be durable.';

/** A sentence where this machine has no such disk. */
export async function powerCutFigures(plan: PowerCutPlan): Promise<CheckedFigures | string> {
  const { fileSystem, folder, start, cycles, seed, backupEvery } = plan;
  const disk = makeLoopDisk(folder, fileSystem);
  if (typeof disk === 'string') return disk;
  try {
    return await killFigures({
      ...{ id: 'CS-03', what: `power cut on ${fileSystem}`, folder: disk.mountPoint, stateFolder: folder },
      ...{ start: cutting(disk, start), cycles, runs: 1, seed, mostChanges: 40, backupEvery },
    });
  } finally {
    disk.release();
  }
}

/** Its kill is a power cut. */
function cutting(disk: LoopDisk, start: Start): Start {
  let cuts = 0;
  return async (dataDirectory) => {
    const subject = await start(dataDirectory);
    let isOver = false;
    // A server whose disk is gone says that it failed: then nobody knows what is on the disk.
    const unlessCut = async (answer: Promise<Answer>): Promise<Answer> => {
      const given = await answer;
      return isOver && given === 'refused' ? 'unanswered' : given;
    };
    return {
      ...subject,
      put: (name, serial) => unlessCut(subject.put(name, serial)),
      remove: (name) => unlessCut(subject.remove(name)),
      async kill() {
        if (isOver) return;
        isOver = true;
        // A new file each time: ext4 writes one that is truncated and rewritten out on its own.
        const control = join(disk.mountPoint, `unsynced-${cuts++}`);
        writeFileSync(control, unsynced);
        disk.cutPower();
        await subject.kill();
        await disk.unmount();
        disk.mount();
        // If this had survived whole, the power would not have been cut. (Its name may: others sync the log.)
        if (existsSync(control) && readFileSync(control, 'utf8') === unsynced)
          throw new Error('The power was not cut.');
      },
    };
  };
}
