// `imageserver sign <target>`: a signed URL, with the first key of the settings.
import process from 'node:process';
import {
  builtinModules,
  createNativeDialect,
  createSignTarget,
  dialectModules,
  mountDialects,
} from '../../core/index.ts';
import { BadSettings } from './bad-settings.ts';
import { badUsage } from './bad-usage.ts';
import { commandOf } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { runCommand } from './run-command.ts';

export function sign(args: readonly string[]): Promise<void> {
  return runCommand('sign', args, async ({ operands: [target = ''], values: { expires }, switches, settings }) => {
    if (expires !== undefined && !/^[1-9]\d{0,8}$/.test(expires)) throw badUsage(commandOf('sign'));
    if (settings.keys.length === 0) throw new BadSettings('bad-request', 'There is no key to sign with: set IMG_KEYS.');
    const signTarget = createSignTarget({
      dialect: createNativeDialect(builtinModules),
      mounted: mountDialects(settings, [...builtinModules, ...dialectModules]),
      delivery: { keys: settings.keys, clock: Date.now },
    });
    const signed = await signTarget(target, expires === undefined ? undefined : Number(expires));
    process.stdout.write(`${switches.has('json') ? JSON.stringify(signed) : signed.target}\n`);
    return exitCodes.done;
  });
}
