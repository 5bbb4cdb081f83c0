// The Runtime API of Lambda as far as a runtime client asks for it: events are handed out one by one, answers come back.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answered {
  readonly contentType: string | undefined;
  readonly streamed: boolean;
  /** Its trailers say how the function failed behind what it had sent. */
  readonly body: IncomingMessage;
}

export interface RuntimeApi {
  /** Host and port, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /**
   * Resolves with the head of the answer. Rejects with a RuntimeError where the function failed, or never came to be asked.
   * `millis`: what the function has.
   */
  invoke(event: unknown, millis?: number): Promise<Answered>;
  /** Resolves when the sandbox asks for an event and there is none: all that it had to do is done. */
  idle(): Promise<void>;
  /** Whoever waits, now or later, hears that there is no sandbox. */
  fail(reason: string): void;
  close(): Promise<void>;
}

export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
}

interface Invocation {
  readonly event: unknown;
  readonly millis: number;
  readonly answer: PromiseWithResolvers<Answered>;
}

const prefix = '/2018-06-01/runtime/';

export async function openRuntimeApi(): Promise<RuntimeApi> {
  const waiting: Invocation[] = [];
  const underWay = new Map<string, Invocation>();
  const idlers: (() => void)[] = [];
  let asking: ServerResponse | undefined;
  let failed: RuntimeError | undefined;

  const tellIdlers = (): void => {
    for (const tell of idlers.splice(0)) tell();
  };

  const handOut = (): void => {
    if (asking === undefined) return;
    const next = waiting.shift();
    if (next === undefined) {
      tellIdlers();
      return;
    }
    const id = crypto.randomUUID();
    underWay.set(id, next);
    asking.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': id,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + next.millis),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-central-1:000000000000:function:tested',
    });
    asking.end(JSON.stringify(next.event));
    asking = undefined;
  };

  const fail = (reason: string): void => {
    failed ??= new RuntimeError(reason);
    for (const { answer } of [...waiting.splice(0), ...underWay.values()]) answer.reject(failed);
    underWay.clear();
    tellIdlers();
  };

  const server = createServer(async (request, response) => {
    const [scope = '', id = '', end = ''] = (request.url ?? '').slice(prefix.length).split('/').slice(-3);
    if (request.method === 'GET' && id === 'next') {
      asking = response;
      return handOut();
    }
    const invocation = underWay.get(id);
    if (scope === 'invocation' && end === 'response' && invocation !== undefined) {
      const streamed = request.headers['lambda-runtime-function-response-mode'] === 'streaming';
      invocation.answer.resolve({ streamed, contentType: request.headers['content-type'], body: request });
      request.once('close', () => underWay.delete(id));
      request.once('end', () => response.writeHead(202).end());
      return;
    }
    const said = await textOf(request);
    response.writeHead(202).end();
    invocation?.answer.reject(new RuntimeError(said));
    if (invocation === undefined) fail(said);
    underWay.delete(id);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async invoke(event, millis = 30_000) {
      if (failed !== undefined) throw failed;
      const answer = Promise.withResolvers<Answered>();
      waiting.push({ event, millis, answer });
      handOut();
      return answer.promise;
    },
    async idle() {
      if (failed !== undefined) throw failed;
      const { promise, resolve } = Promise.withResolvers<void>();
      idlers.push(resolve);
      handOut();
      await promise;
    },
    fail,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
