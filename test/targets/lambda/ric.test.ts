// The function under AWS's own runtime client, where `npm run lambda -- ric` has built it.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { type UnpackedFunction, unpackedFunction } from '../../support/lambda/unpacked-function.ts';
import { functionCases, starting } from './function-cases.ts';

// As infra/aws/build-ric.sh has it.
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const built = process.env.IMG_TEST_RIC ?? join(cache, 'imageserver/aws-lambda-ric-4.0.2');
const client = join(built, 'node_modules/aws-lambda-ric/index.mjs');
const isBuilt = existsSync(join(client, '../rapid-client.node'));
if (!isBuilt)
  console.info(`Skipped aws-lambda-ric: it is not built (npm run lambda -- ric builds it, with cmake and g++).`);

let unpacked: UnpackedFunction;

describe.skipIf(!isBuilt)('under aws-lambda-ric', () => {
  beforeAll(async () => {
    unpacked = await unpackedFunction();
  });
  afterAll(() => unpacked.remove());

  functionCases(starting(() => ({ folder: unpacked.folder, client: [client] }), onTestFinished));
});
