// Another server on loopback that counts who comes, and a resolver whose answers a test writes.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createHttpSources, type HttpSourcesConfig } from '../../../../adapters/sources/http/fetch-source.ts';
import type { FetchSource } from '../../../../core/index.ts';

export interface OtherServer {
  readonly port: number;
  readonly connections: number;
  readonly requests: readonly IncomingMessage[];
}

export async function otherServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<OtherServer> {
  let connections = 0;
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    requests,
  };
}

/** Any host over http on these ports; the loopback address counts as public, if `loopback` says so. */
export function fetchFrom(
  ports: readonly number[],
  { loopback = true, ...config }: Partial<HttpSourcesConfig> & { readonly loopback?: boolean } = {},
): FetchSource {
  return createHttpSources({
    rules: ports.map((port) => ({ scheme: 'http:', host: '*', below: false, port: String(port) })),
    millis: 20_000,
    resolve: async () => ['127.0.0.1'],
    ...(loopback && { allowsAddress: (address) => address.join('.') === '127.0.0.1' }),
    ...config,
  });
}

/** The same, of a megabyte at most and without conditions. */
export function sourcesOn(...config: Parameters<typeof fetchFrom>) {
  const fetchSource = fetchFrom(...config);
  return (url: string, signal: AbortSignal) => fetchSource(url, { maxBytes: 1_000_000 }, signal);
}

export async function bytesOf(source: ReturnType<FetchSource>): Promise<Uint8Array> {
  return new Response((await source).body as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
}

export const patience = (): AbortSignal => new AbortController().signal;
