// The function as Lambda runs it: a sandbox with its bundle, a Runtime API, a function URL before it, a bucket behind it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { openS3Server, type S3Server } from '../s3/s3-server.ts';
import { type FunctionUrl, openFunctionUrl } from './function-url.ts';
import { openRuntimeApi, type RuntimeApi } from './runtime-api.ts';

export interface RunningFunction {
  readonly url: string;
  readonly api: RuntimeApi;
  readonly s3: S3Server;
  readonly sandbox: ChildProcess;
  /** Standard output and standard error. */
  printed(): string;
  stop(): Promise<void>;
}

export interface FunctionParts {
  /** Where its zip was unpacked. */
  readonly folder: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** What an invocation has. */
  readonly millis?: number;
  /** The runtime client; ours where it is absent. */
  readonly client?: readonly string[];
}

// AWS's client does not begin without them.
const named = {
  AWS_LAMBDA_FUNCTION_NAME: 'tested',
  AWS_LAMBDA_FUNCTION_VERSION: '1',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/tested',
  AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
};
const ours = resolve('test/support/lambda/runtime-loop.mjs');

export async function startFunction(parts: FunctionParts): Promise<RunningFunction> {
  const { folder, settings = {}, millis, client } = parts;
  const [s3, api, scratch] = await Promise.all([
    openS3Server(),
    openRuntimeApi(),
    mkdtemp(join(tmpdir(), 'imageserver-lambda-')),
  ]);
  const functionUrl: FunctionUrl = await openFunctionUrl(api, millis);
  const args = client ?? [ours, join(folder, 'main.mjs')];
  const sandbox = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, AWS_LAMBDA_RUNTIME_API: api.address },
      ...{ LAMBDA_TASK_ROOT: folder, _HANDLER: 'main.handler', ...named },
      ...{
        AWS_REGION: 'eu-central-1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      },
      ...{ AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey },
      ...{ IMG_PVOL: `s3://${s3.bucket}/house`, IMG_S3_ENDPOINT: s3.endpoint, IMG_DATA: scratch },
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const output of [sandbox.stdout, sandbox.stderr]) output.on('data', (chunk) => (printed += chunk));
  const ended = new Promise<void>((tell) => {
    sandbox.once('exit', (code, signal) => {
      api.fail(`The sandbox ended with ${code ?? signal}: ${printed}`);
      tell();
    });
  });
  return {
    ...{ url: functionUrl.url, api, s3, sandbox },
    printed: () => printed,
    async stop() {
      sandbox.kill('SIGKILL');
      await ended;
      await Promise.all([functionUrl.close(), api.close(), s3.close()]);
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
