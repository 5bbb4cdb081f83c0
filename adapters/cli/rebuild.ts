// `imageserver rebuild`: makes what can be derived anew: mDatabase's backup from pDatabase, or pDatabase from the originals.

import { dataDirectoryAt } from '../node/maintenance/data-directory.ts';
import { lockedRebuild } from '../node/maintenance/locked-rebuild.ts';
import { rebuildFromFiles } from '../node/maintenance/rebuild-from-files.ts';
import { openEngine } from '../node/open-engine.ts';
import { badUsage } from './bad-usage.ts';
import { commandOf } from './commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { bytesText, countText } from './quantities.ts';
import { type Call, runCommand } from './run-command.ts';

export function rebuild(args: readonly string[]): Promise<void> {
  return runCommand('rebuild', args, (call) => {
    if (call.switches.has('from-files')) return fromFiles(call);
    if (call.values.names !== undefined) throw badUsage(commandOf('rebuild'));
    return index(call);
  });
}

async function index({ settings, report, signal }: Call): Promise<ExitCode> {
  const rebuilt = await lockedRebuild(dataDirectoryAt(settings.dataDirectory), { ...report, signal });
  const { images, bytes } = rebuilt;
  report.done([`mDatabase's backup is new: ${countText(images, 'image')}, ${bytesText(bytes)}`], { ...rebuilt });
  return exitCodes.done;
}

async function fromFiles({ settings, values, report, signal }: Call): Promise<ExitCode> {
  const watch = { ...report, signal };
  const data = dataDirectoryAt(settings.dataDirectory);
  const rebuilt = await rebuildFromFiles({
    data,
    names: values.names,
    openEngine: () => openEngine(settings, () => {}),
    watch,
  });
  const { named, nameless, deleted, lost, setAside } = rebuilt;
  report.done(
    [
      `${countText(named, 'image')} under their names, ${countText(nameless, 'image')} as recovered/{digest}`,
      `${countText(deleted, 'image')} stay away: deleted`,
      ...(lost > 0 ? [`${countText(lost, 'image')} lost`] : []),
      ...setAside.map((file) => `set aside: ${file}`),
    ],
    { ...rebuilt },
  );
  return nameless + lost === 0 ? exitCodes.done : exitCodes.findings;
}
