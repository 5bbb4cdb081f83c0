// `imageserver backup <DEST>`: a whole copy of the images, made beside a running server.
import { type BackupCheck, backUpStore } from '../node/maintenance/back-up-store.ts';
import { dataDirectoryAt } from '../node/maintenance/data-directory.ts';
import { badUsage } from './bad-usage.ts';
import { commandOf } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { bytesText, countText } from './quantities.ts';
import { runCommand } from './run-command.ts';

export function backup(args: readonly string[]): Promise<void> {
  return runCommand('backup', args, async ({ operands: [to = ''], settings, switches, report, signal }) => {
    const data = dataDirectoryAt(settings.dataDirectory);
    const made = await backUpStore(data, to, checkOf(switches), { ...report, signal });
    const { images, files, bytes, copied, copiedBytes, settled, missing } = made;
    report.done(
      [
        `${countText(images, 'image')} in ${countText(files, 'file')} (${bytesText(bytes)}) are in ${to}`,
        `${countText(copied, 'file')} (${bytesText(copiedBytes)}) copied, the others were there`,
        ...(settled > 0 ? [`${countText(settled, 'image')} changed meanwhile`] : []),
        ...(missing.length > 0 ? [`${countText(missing.length, 'image')} without a whole original`] : []),
      ],
      { destination: to, ...made },
    );
    return missing.length === 0 ? exitCodes.done : exitCodes.findings;
  });
}

function checkOf(switches: ReadonlySet<string>): BackupCheck {
  if (switches.has('reread') && switches.has('quick')) throw badUsage(commandOf('backup'));
  if (switches.has('reread')) return 'all';
  return switches.has('quick') ? 'nothing' : 'copies';
}
