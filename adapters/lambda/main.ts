// The entry of the function: `main.handler`.
import process from 'node:process';
import { createJsonLines } from '../node/json-lines.ts';
import { createAnswering } from './answering.ts';
import { openFunction } from './open-function.ts';
import { readFunctionSettings } from './read-function-settings.ts';
import type { AwsLambda } from './runtime.ts';

const tell = createJsonLines((line) => process.stderr.write(line));
const settings = await readFunctionSettings();
const opened = openFunction(settings, tell);
const { stream, buffer } = createAnswering(opened, tell);

// Sandboxes that are kept ready ahead of time are to be ready. Where the bucket is silent now, the first request asks again.
if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'provisioned-concurrency') {
  await opened.open().catch((error: unknown) => tell('lambda.unopened', { error }));
}

const { awslambda } = globalThis as { awslambda?: AwsLambda };

export const handler =
  settings.invokeMode === 'RESPONSE_STREAM' && awslambda !== undefined ? awslambda.streamifyResponse(stream) : buffer;
