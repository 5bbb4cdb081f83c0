// `imageserver serve`: the server itself is the Node target's.
import process from 'node:process';
import { serve } from '../node/serve.ts';
import { badUsage } from './bad-usage.ts';
import { commandOf } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { helpOf } from './help.ts';

export async function serveCommand(args: readonly string[]): Promise<void> {
  const row = commandOf('serve');
  if (args.includes('--help')) {
    process.stdout.write(helpOf(row));
  } else if (args.length > 0) {
    process.stderr.write(`${badUsage(row).message}\n`);
    process.exitCode = exitCodes.usage;
  } else await serve();
}
