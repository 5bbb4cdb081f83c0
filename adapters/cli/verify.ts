// `imageserver verify`: checks that every image is whole and known.
import { dataDirectoryAt } from '../node/maintenance/data-directory.ts';
import { verifyStore } from '../node/maintenance/verify-store.ts';
import { exitCodes } from './exit-codes.ts';
import { bytesText, countText } from './quantities.ts';
import { runCommand } from './run-command.ts';

export function verify(args: readonly string[]): Promise<void> {
  return runCommand('verify', args, async ({ settings, switches, report, signal }) => {
    const digests = !switches.has('quick');
    const found = await verifyStore(dataDirectoryAt(settings.dataDirectory), digests, { ...report, signal });
    const { images, files, bytes, findings, orphans, orphanBytes } = found;
    report.done(
      [
        `${countText(images, 'image')} in ${countText(files, 'file')} (${bytesText(bytes)}), ${digests ? 'read to their end' : 'by their lengths'}`,
        `${countText(orphans, 'file')} (${bytesText(orphanBytes)}) that no image needs`,
        findings === 0 ? 'nothing is wrong' : countText(findings, 'finding'),
      ],
      { ...found, digests },
    );
    return findings === 0 ? exitCodes.done : exitCodes.findings;
  });
}
