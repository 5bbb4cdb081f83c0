// A function URL: HTTP to events, and answers back to HTTP. What the function fails at is 502, and what breaks off
// behind its head breaks off here.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BufferedAnswer } from '../../../adapters/lambda/buffer-answer.ts';
import type { Prelude } from '../../../adapters/lambda/prelude.ts';
import { type Answered, type RuntimeApi, RuntimeError } from './runtime-api.ts';
import { urlEventOf } from './url-event-of.ts';

export interface FunctionUrl {
  readonly url: string;
  close(): Promise<void>;
}

const mostBodyBytes = 6 * 1024 ** 2;
const delimiter = Buffer.alloc(8);

/** `millis`: what each invocation has. */
export async function openFunctionUrl({ invoke }: RuntimeApi, millis?: number): Promise<FunctionUrl> {
  const server = createServer(async (request, response) => {
    try {
      const body = await bytesOf(request);
      if (body.byteLength > mostBodyBytes) return void response.writeHead(413).end();
      await answer(await invoke(urlEventOf(request, body), millis), response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end(error instanceof RuntimeError ? error.message : String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer({ streamed, body }: Answered, response: ServerResponse): Promise<void> {
  if (!streamed) {
    const { body: text, ...prelude } = JSON.parse(String(await bytesOf(body))) as BufferedAnswer;
    writeHead(prelude, response);
    return void response.end(Buffer.from(text, 'base64'));
  }
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (head === undefined) {
      if (!response.write(chunk) && !response.destroyed) await drained(response);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(delimiter);
    if (end === -1) continue;
    writeHead(JSON.parse(String(head.subarray(0, end))), response);
    const rest: Buffer = head.subarray(end + delimiter.byteLength);
    if (rest.byteLength > 0) response.write(rest);
    head = undefined;
  }
  const failure = body.trailers['lambda-runtime-function-error-type'];
  if (failure !== undefined || head !== undefined) throw new RuntimeError(failure ?? 'There is no prelude.');
  response.end();
}

function writeHead({ statusCode, headers, cookies }: Prelude, response: ServerResponse): void {
  response.writeHead(statusCode, { ...headers, ...(cookies.length > 0 && { 'set-cookie': [...cookies] }) });
}

// Who has left takes nothing more, and the sandbox writes on.
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['drain', 'close']) response.once(event, resolve);
  });
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
