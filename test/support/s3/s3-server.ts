// An S3 server in this process, for tests: signatures are checked, conditions honoured, calls counted, and it fails
// when it is told to. What it does not know it answers with 501, framed uploads (aws-chunked) among it: other stores
// keep the frames as content.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, createFaults, type Faults, type Wrong } from './faults.ts';
import { createObjects, type Objects, S3Error } from './objects.ts';
import { type Answered, type Asked, operationNamed, operations, xml } from './operations.ts';
import { refusalOf } from './signature.ts';

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly objects: Objects;
  readonly faults: Faults;
  /** Every call since the last `forget`, in order of arrival. */
  readonly calls: readonly (Call & { readonly status: number })[];
  forget(): void;
  close(): Promise<void>;
}

export async function openS3Server(honours?: Parameters<typeof createObjects>[0]): Promise<S3Server> {
  const bucket = 'pictures';
  const credentials = { accessKeyId: 'TESTKEY', secretAccessKey: 'a secret of the tests' };
  const objects = createObjects(honours);
  const faults = createFaults();
  const calls: (Call & { status: number })[] = [];

  const answer = (request: IncomingMessage, asked: Asked): Answered => {
    const refusal = refusalOf(request, asked.body, credentials);
    if (refusal !== undefined) throw new S3Error(403, refusal);
    if (asked.bucket !== bucket) throw new S3Error(404, 'NoSuchBucket');
    const { headers } = asked;
    const isFramed = /aws-chunked/.test(String(headers['content-encoding'] ?? ''));
    const isCopy = headers['x-amz-copy-source'] !== undefined;
    const operation = operations[asked.operation];
    if (operation === undefined || isFramed || isCopy) throw new S3Error(501, 'NotImplemented');
    return operation(objects, asked);
  };

  const server = createServer(async (request, response) => {
    const asked = askedOf(request, await bodyOf(request));
    const wrong = faults.of(asked);
    const answered = shown(() => {
      if (typeof wrong === 'object' && 'status' in wrong) throw new S3Error(wrong.status, codes[wrong.status]);
      if (wrong !== 'stall') return answer(request, asked);
      return { status: 0, headers: {}, body: Buffer.alloc(0) };
    });
    const { method, operation, key, range, conditional } = asked;
    calls.push({ method, operation, key, conditional, status: answered.status, ...(range ? { range } : {}) });
    if (wrong !== 'stall') send(response, answered, wrong, method);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ bucket, credentials, objects, faults, calls },
    forget: () => void calls.splice(0),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const codes = { 409: 'ConditionalRequestConflict', 412: 'PreconditionFailed', 500: 'InternalError', 503: 'SlowDown' };

function askedOf(request: IncomingMessage, body: Buffer): Asked {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(path)) ?? [];
  const { headers, method = '' } = request;
  const asked = { method, bucket, key, headers, body, query: new URLSearchParams(query) };
  const conditional = headers['if-match'] !== undefined || headers['if-none-match'] !== undefined;
  const operation = operationNamed(asked);
  return { ...asked, operation, conditional, ...(headers.range ? { range: headers.range } : {}) };
}

function shown(work: () => Answered): Answered {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return xml(`<Error><Code>${error.code}</Code><Message>of the test server</Message></Error>`, error.status);
  }
}

function send(response: ServerResponse, { status, headers, body }: Answered, wrong: Wrong | undefined, method: string) {
  if (wrong === 'lose-answer') return response.destroy();
  const bodiless = method === 'HEAD' || status === 304 || status === 204;
  const length = status === 304 || status === 204 ? {} : { 'content-length': body.byteLength };
  response.writeHead(status, { ...headers, ...length });
  if (bodiless) return response.end();
  if (typeof wrong === 'object' && 'truncate' in wrong) {
    return response.write(body.subarray(0, wrong.truncate), () => setTimeout(() => response.destroy(), 20));
  }
  if (typeof wrong === 'object' && 'stallAfter' in wrong) return response.write(body.subarray(0, wrong.stallAfter));
  return response.end(wrong === 'flip' ? flipped(body) : body);
}

function flipped(body: Buffer): Buffer {
  const other = Buffer.from(body);
  const at = body.byteLength >> 1;
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
