// A Lambda sandbox of a benchmark: the function in a process of its own, and a Runtime API for just what is measured.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

export interface Place {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Ask {
  readonly path: string;
  readonly method?: string;
  readonly body?: Uint8Array;
}

export interface Sandbox {
  /** Milliseconds to the end of the answer; of the first, since the process was started. Rejects where it is no 2xx. */
  ask(asked: Ask): Promise<number>;
  stop(): Promise<void>;
}

const client = 'test/support/lambda/runtime-loop.mjs';
const token = 'a-token-of-the-benchmarks';

export function openSandbox(folder: string, place: Place): Sandbox {
  const scratch = mkdtempSync(join(tmpdir(), 'imageserver-sandbox-'));
  let wanted: { readonly event: string; readonly done: (head: string) => void } | undefined;
  let asking: ServerResponse | undefined;
  let begun: number | undefined;
  const handOut = () => {
    if (asking === undefined || wanted === undefined) return;
    const headers = { 'Lambda-Runtime-Aws-Request-Id': '1', 'Lambda-Runtime-Deadline-Ms': `${Date.now() + 60_000}` };
    asking.writeHead(200, headers).end(wanted.event);
    asking = undefined;
  };
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      asking = response;
      return handOut();
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(202).end();
    const { done } = wanted ?? {};
    wanted = undefined;
    done?.(Buffer.concat(chunks).toString('latin1', 0, 400));
  });
  const listening = new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
  const started = listening.then((address) => {
    begun = performance.now();
    return spawn(process.execPath, [client, join(folder, 'main.mjs')], {
      env: environmentOf(address, place, scratch),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  });
  return {
    async ask(asked) {
      await started;
      const since = begun ?? performance.now();
      begun = undefined;
      const head = await new Promise<string>((done) => {
        wanted = { event: JSON.stringify(eventOf(asked)), done };
        handOut();
      });
      if (!/^\{"statusCode":2/.test(head))
        throw new Error(`Expected ${asked.path} to be answered but received ${head}`);
      return performance.now() - since;
    },
    async stop() {
      const child = await started;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      server.closeAllConnections();
      server.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

function environmentOf(address: string, place: Place, scratch: string): NodeJS.ProcessEnv {
  return {
    ...{ PATH: process.env.PATH, AWS_LAMBDA_RUNTIME_API: address, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769' },
    ...{ AWS_ACCESS_KEY_ID: place.accessKeyId, AWS_SECRET_ACCESS_KEY: place.secretAccessKey, AWS_REGION: 'us-east-1' },
    // As AWS's own, which is not asked what it honours.
    AWS_ENDPOINT_URL_S3: place.endpoint,
    ...{ IMG_PVOL: `s3://${place.bucket}/house`, IMG_RESULTS: 's3', IMG_TOKEN: token, IMG_UNSIGNED: 'any' },
    IMG_DATA: scratch,
  };
}

function eventOf({ path, method = 'GET', body }: Ask) {
  return {
    ...{ version: '2.0', rawPath: path, rawQueryString: '', headers: { 'x-api-key': token } },
    requestContext: { http: { method, sourceIp: '127.0.0.1' } },
    ...(body && { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }),
  };
}
