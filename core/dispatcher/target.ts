// The request target, parsed once from what the socket received. Routing, authorisation and addressing all use
// this value; nothing reads the framework's own decoded path (routing one path and serving another is a known hole).
import { Failure } from '../failure.ts';

/**
 * What a target is about. `api` is everything under /api that is none of the other rooms; `dialect` is told by mounts
 * (places.ts), which may be a server's only.
 */
export type Room =
  | 'home'
  | 'healthz'
  | 'readyz'
  | 'metrics'
  | 'original'
  | 'img'
  | 'dialect'
  | 'images'
  | 'image'
  | 'sign'
  | 'purge'
  | 'delete'
  | 'tickets'
  | 'ticket'
  | 'resumables'
  | 'resumable'
  | 'tokens'
  | 'token'
  | 'pipelines'
  | 'pipeline'
  | 'openapi'
  | 'docs'
  | 'api'
  | 'unknown';

export interface Target {
  /** Path and query as received, without an authority. */
  readonly raw: string;
  readonly room: Room;
  /** The path behind the room's prefix, as received: `original`, `img`, `image` and `pipeline` have one, the others ''. */
  readonly rest: string;
  /** Behind the first `?`, as received; undefined when there is none. */
  readonly query: string | undefined;
}

const exact: Readonly<Record<string, Room>> = {
  '/': 'home',
  '/healthz': 'healthz',
  '/readyz': 'readyz',
  '/metrics': 'metrics',
  '/api': 'api',
  '/api/openapi.json': 'openapi',
  '/api/docs': 'docs',
  '/api/images': 'images',
  '/api/sign': 'sign',
  '/api/purge': 'purge',
  '/api/delete': 'delete',
  '/api/uploads': 'tickets',
  '/api/resumable': 'resumables',
  '/api/tokens': 'tokens',
  '/api/pipelines': 'pipelines',
};

// In order: the first prefix that fits is the room.
const mounts: readonly (readonly [prefix: string, room: Room])[] = [
  ['/img/', 'img'],
  ['/original/', 'original'],
  // The same bytes, to be saved.
  ['/download/', 'original'],
  ['/api/images/', 'image'],
  ['/api/tokens/', 'token'],
  ['/api/uploads/', 'ticket'],
  ['/api/resumable/', 'resumable'],
  ['/api/pipelines/', 'pipeline'],
  ['/api/', 'api'],
];

/**
 * Reads an origin-form or absolute-form target (RFC 9112 section 3.2). The authority of an absolute-form says
 * nothing about us and is dropped. Fails with `target-too-long` or `bad-target`.
 */
export function parseTarget(received: string, limitBytes: number): Target {
  if (received.length > limitBytes) {
    throw new Failure('target-too-long', `Expected a request target of at most ${limitBytes} bytes.`, {
      limit: limitBytes,
    });
  }
  const raw = withoutAuthority(received);
  refuseMalformed(raw);
  const mark = raw.indexOf('?');
  const path = mark === -1 ? raw : raw.slice(0, mark);
  const query = mark === -1 ? undefined : raw.slice(mark + 1);
  const room = exact[path];
  if (room !== undefined) return { raw, room, rest: '', query };
  const mount = mounts.find(([prefix]) => path.startsWith(prefix));
  if (mount === undefined) return { raw, room: 'unknown', rest: '', query };
  return { raw, room: mount[1], rest: path.slice(mount[0].length), query };
}

function withoutAuthority(received: string): string {
  const authority = /^https?:\/\/[^/?#]*/i.exec(received)?.[0];
  if (authority === undefined) return received;
  const origin = received.slice(authority.length);
  return origin.startsWith('/') ? origin : `/${origin}`;
}

function refuseMalformed(raw: string): void {
  if (!raw.startsWith('/')) throw new Failure('bad-target', 'Expected a request target that begins with "/".');
  // Printable ASCII without `#`: everything else has to be percent-encoded (RFC 3986 section 2).
  if (!/^[!"$-~]*$/.test(raw)) {
    throw new Failure('bad-target', 'Expected every character outside of printable ASCII to be percent-encoded.');
  }
  const stray = /%(?![0-9a-f]{2})/i.exec(raw);
  if (stray === null) return;
  const received = raw.slice(stray.index, stray.index + 3);
  throw new Failure('bad-target', `Expected two hexadecimal digits after "%" but received "${received}".`, {
    expected: 'two hexadecimal digits after "%"',
    received,
  });
}
