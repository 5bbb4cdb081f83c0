// A bounded closed-loop load on loopback, and the CPU that a server spends on it.
import autocannon from 'autocannon';
import { cpuMillisOf } from './process-cpu.ts';

export interface Load {
  /** Several are asked in turn; each connection begins elsewhere, so that no two ask the same at the same time. */
  readonly url: string | readonly string[];
  readonly requests: number;
  readonly connections: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What every answer must be; anything else makes the figure worthless and throws. */
  readonly status: number;
}

/** CPU milliseconds a request of the server `pid`, children included. */
export async function cpuPerRequest(pid: number, load: Load): Promise<number> {
  const urls = typeof load.url === 'string' ? [load.url] : load.url;
  const [first = ''] = urls;
  const paths = urls.map((url) => ({ path: new URL(url).pathname }));
  let connected = 0;
  const before = cpuMillisOf(pid);
  const result = await autocannon({
    url: first,
    setupClient(client) {
      const from = Math.floor((connected * paths.length) / load.connections);
      connected += 1;
      if (paths.length > 1) client.setRequests([...paths.slice(from), ...paths.slice(0, from)]);
    },
    amount: load.requests,
    connections: load.connections,
    headers: { ...load.headers },
    timeout: 60,
  });
  const spent = cpuMillisOf(pid) - before;
  const right = result.statusCodeStats?.[String(load.status) as '200']?.count ?? 0;
  if (right !== load.requests || result.errors > 0) {
    throw new Error(
      `Expected ${load.requests} answers ${load.status} from ${first} but got ${right}, ${result.errors} errors.`,
    );
  }
  return spent / load.requests;
}
