// `imageserver stats`: how much there is of everything.
import process from 'node:process';
import { dataDirectoryAt } from '../node/maintenance/data-directory.ts';
import { type StoreStats, storeStats } from '../node/maintenance/store-stats.ts';
import { exitCodes } from './exit-codes.ts';
import { bytesText, countText } from './quantities.ts';
import { runCommand } from './run-command.ts';

export function stats(args: readonly string[]): Promise<void> {
  return runCommand('stats', args, async ({ settings, switches, report, signal }) => {
    // One document: nothing may stand before it.
    const watch = switches.has('json') ? { progress() {}, found() {}, signal } : { ...report, signal };
    const found = await storeStats(dataDirectoryAt(settings.dataDirectory), watch);
    if (switches.has('json')) process.stdout.write(`${JSON.stringify(found)}\n`);
    else report.done(linesOf(found), {});
    return exitCodes.done;
  });
}

function linesOf({ dataDirectory, images, pVol, eVol, pDatabase, mDatabaseBackup, lastBackup }: StoreStats): string[] {
  const behind = mDatabaseBackup.state === 'whole' ? `${countText(mDatabaseBackup.behind, 'change')} behind` : '';
  const { finishedAt, destination } = (lastBackup ?? {}) as { finishedAt?: string; destination?: string };
  return [
    `data             ${dataDirectory}`,
    `images           ${countText(images.names, 'name')}, ${bytesText(images.bytes)}`,
    `pVol             ${countText(pVol.files, 'file')}, ${bytesText(pVol.bytes)}`,
    `eVol             ${countText(eVol.files, 'segment')}, ${bytesText(eVol.bytes)}`,
    `pDatabase        ${bytesText(pDatabase.bytes)}, log ${bytesText(pDatabase.logBytes)}, journal ${countText(pDatabase.journalRows, 'row')}`,
    `mDatabase backup ${bytesText(mDatabaseBackup.bytes)}, ${[mDatabaseBackup.state, behind].filter(Boolean).join(', ')}`,
    `last backup      ${finishedAt === undefined ? 'never' : `${finishedAt} in ${destination}`}`,
  ];
}
