// `imageserver compact`: gives back space, of the databases and of files that no image needs.
import { compactStore } from '../node/maintenance/compact-store.ts';
import { dataDirectoryAt } from '../node/maintenance/data-directory.ts';
import { exitCodes } from './exit-codes.ts';
import { bytesText, countText } from './quantities.ts';
import { runCommand } from './run-command.ts';

export function compact(args: readonly string[]): Promise<void> {
  return runCommand('compact', args, async ({ settings, report, signal }) => {
    const done = await compactStore(dataDirectoryAt(settings.dataDirectory), { ...report, signal });
    const { databaseBytes, databaseBytesBefore, indexBytes, indexBytesBefore, swept, sweptBytes } = done;
    report.done(
      [
        `pDatabase         ${bytesText(databaseBytesBefore)} → ${bytesText(databaseBytes)}`,
        `mDatabase backup  ${bytesText(indexBytesBefore)} → ${bytesText(indexBytes)}`,
        `originals         ${countText(swept, 'file')} (${bytesText(sweptBytes)}) removed`,
      ],
      { ...done },
    );
    return exitCodes.done;
  });
}
