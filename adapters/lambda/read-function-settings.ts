// Settings of the function: environment, configuration file, what the sandbox has; and what they must not say here.
import { statfsSync } from 'node:fs';
import process from 'node:process';
import { Failure, readSettings, type Settings } from '../../core/index.ts';
import { readConfigFile } from '../node/config-file.ts';
import { machineMemory } from '../node/render-gate.ts';
import { lambdaDefaults } from './lambda-defaults.ts';

const mebibyte = 1024 ** 2;

export interface FunctionSettings extends Settings {
  readonly pVol: Exclude<Settings['pVol'], 'file'>;
}

/** Fails with `bad-request`, in one sentence. */
export async function readFunctionSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<FunctionSettings> {
  const memoryMebibytes = Number(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);
  const { bavail, bsize } = statfsSync('/tmp');
  const defaults = lambdaDefaults({
    memoryBytes: memoryMebibytes > 0 ? memoryMebibytes * mebibyte : machineMemory(),
    scratchBytes: bavail * bsize,
  });
  const settings = readSettings(environment, { ...defaults, ...(await readConfigFile()) });
  const { pVol, renderers, metrics } = settings;
  if (pVol === 'file') throw refused('IMG_PVOL to name a bucket (s3://bucket/prefix): a sandbox keeps nothing', 'file');
  if (renderers !== 0)
    throw refused('IMG_RENDERERS to be 0: a sandbox renders in its one process', `${renderers ?? 'cores'}`);
  if (metrics !== 'off') throw refused('IMG_METRICS to be off: each sandbox would tell of itself only', metrics);
  // It has no address of its own: whoever asks is not taken for its developer (0087).
  return { ...settings, pVol, host: '' };
}

function refused(expected: string, received: string): Failure {
  return new Failure('bad-request', `Expected ${expected}, but on Lambda it is ${received}.`);
}
