// `imageserver sign <target> [--expires <seconds>] [--json]`: a signed URL, with the first key of the settings.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { builtinModules, createNativeDialect, createSignTarget, Failure, readSettings } from '../../core/index.ts';
import { readConfigFile } from '../node/config-file.ts';

const usage = 'Expected: imageserver sign <target> [--expires <seconds>] [--json]';
// sysexits.h: EX_USAGE.
const exitUsage = 64;

export async function sign(args: readonly string[]): Promise<void> {
  try {
    const { target, expiresIn, json } = readArguments(args);
    const { keys } = readSettings(process.env, await readConfigFile());
    const signTarget = createSignTarget({
      dialect: createNativeDialect(builtinModules),
      delivery: { keys, clock: Date.now },
    });
    const signed = await signTarget(target, expiresIn);
    process.stdout.write(`${json ? JSON.stringify(signed) : signed.target}\n`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitUsage;
  }
}

function readArguments(args: readonly string[]): { target: string; expiresIn?: number; json: boolean } {
  const { positionals, values } = parse(args);
  const [target, ...more] = positionals;
  const { expires, json = false } = values;
  const isTime = expires === undefined || /^[1-9]\d{0,8}$/.test(expires);
  if (target === undefined || more.length > 0 || !isTime) throw new Failure('bad-request', usage);
  return { target, json, ...(expires !== undefined && { expiresIn: Number(expires) }) };
}

function parse(args: readonly string[]) {
  try {
    const options = { expires: { type: 'string' }, json: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new Failure('bad-request', usage, {}, error);
  }
}
