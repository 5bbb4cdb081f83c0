// A client of the real server for tests that race it.
import { type Served, serve } from '../support/served.ts';

export interface ServedClient {
  readonly server: Served;
  put(name: string, bytes: Uint8Array, conditions?: Readonly<Record<string, string>>): Promise<number>;
  remove(name: string): Promise<number>;
  /** Status and bytes of a GET. */
  get(target: string): Promise<{ readonly status: number; readonly bytes: Buffer; readonly etag: string }>;
}

// Renders in the server process: it starts sooner, and nothing here is about decoders.
const settings = { IMG_EVOL_BYTES: '0', IMG_RENDERERS: '0' };

export async function serveFor(dataDirectory: string, command?: string): Promise<ServedClient> {
  const server = await serve(dataDirectory, settings, command);
  const authorization = `Bearer ${server.token}`;
  const changed = async (method: string, name: string, init: RequestInit): Promise<number> => {
    const answer = await fetch(`${server.url}/api/images/${name}`, { ...init, method });
    await answer.arrayBuffer();
    return answer.status;
  };
  return {
    server,
    put: (name, bytes, conditions = {}) =>
      changed('PUT', name, { body: new Uint8Array(bytes), headers: { authorization, ...conditions } }),
    remove: (name) => changed('DELETE', name, { headers: { authorization } }),
    async get(target) {
      const answer = await fetch(server.url + target, { headers: { authorization } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, bytes, etag: answer.headers.get('etag') ?? '' };
    },
  };
}
