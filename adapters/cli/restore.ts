// `imageserver restore <SRC>`: brings a backup into the data directory, after it has been verified.
import { dataDirectoryAt } from '../node/maintenance/data-directory.ts';
import { type RestoreMode, restoreStore } from '../node/maintenance/restore-store.ts';
import { badUsage } from './bad-usage.ts';
import { commandOf } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { countText } from './quantities.ts';
import { runCommand } from './run-command.ts';

export function restore(args: readonly string[]): Promise<void> {
  return runCommand('restore', args, async ({ operands: [from = ''], settings, switches, report, signal }) => {
    const data = dataDirectoryAt(settings.dataDirectory);
    const restored = await restoreStore(data, from, modeOf(switches), { ...report, signal });
    const { images, copied, lost, setAside } = restored;
    report.done(
      [
        `${countText(images, 'image')}, ${countText(copied, 'file')} brought back, into ${data.directory}`,
        ...(lost > 0 ? [`${countText(lost, 'image')} without a whole original`] : []),
        ...setAside.map((file) => `set aside: ${file}`),
      ],
      { ...restored },
    );
    return lost === 0 ? exitCodes.done : exitCodes.findings;
  });
}

function modeOf(switches: ReadonlySet<string>): RestoreMode {
  if (switches.has('keep') && switches.has('replace')) throw badUsage(commandOf('restore'));
  if (switches.has('keep')) return 'keep';
  return switches.has('replace') ? 'replace' : 'into-empty';
}
