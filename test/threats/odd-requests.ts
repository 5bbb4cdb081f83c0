// Requests that nobody would send: for property tests.
import fc from 'fast-check';

export interface OddRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | 'picture';
}

const known = 'known.jpg';

const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '\\', '%00', '%0d%0a', '%252e', '%c0%ae', '%ff'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'C:',
      'c%3a',
      'nul',
      'con.jpg',
      '~',
      '|',
      '$HOME',
      '`id`',
      'file:',
      '%e2%80%ae',
      'e%CC%81',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'etc',
      'passwd',
      'pvol',
      'staging',
      'token',
      'pdatabase.sqlite',
      '__proto__',
      'constructor',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('https:', 'http:', '127.0.0.1', '[::1]', 'a@b', 'https%3A%2F%2Fa.example') },
  { weight: 2, arbitrary: fc.stringMatching(/^[!-~]{0,12}$/) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map((text) => encodeURIComponent(text.toWellFormed())),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4096 }).map((length) => 'x'.repeat(length)) },
  { weight: 1, arbitrary: fc.stringMatching(/^[0-9a-f]{64}$/) },
);

const key = fc.oneof(
  { weight: 2, arbitrary: fc.constant(known) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z]{1,3}(\/[a-z]{1,3}){0,2}$/) },
  { weight: 8, arbitrary: fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('/')) },
  { weight: 2, arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')) },
);

const option = fc.oneof(
  fc.constantFrom(
    'w=4',
    'h=3',
    'f=auto',
    'f=png',
    'f=json',
    'blur=1',
    'fit=cover',
    'w=4,h=4,fit=pad',
    'p=none',
    `wm=${known}`,
    '_',
  ),
  fc
    .tuple(fc.constantFrom('w', 'h', 'crop', 'q', 'trim', 'wm', 'text', 'frame', 'redact', 'p'), piece)
    .map((pair) => pair.join('=')),
  piece,
);
const options = fc.array(option, { minLength: 1, maxLength: 4 }).map((all) => all.join(','));
const stages = fc.array(options, { minLength: 1, maxLength: 3 }).map((all) => all.join('~'));

const query = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.stringMatching(/^\?(exp|s|w|prefix|after|limit|erase)?=?[!-~]{0,40}$/) },
);

const target = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(stages, key, query).map(([how, what, more]) => `/img/${how}/${what}${more}`) },
  { weight: 3, arbitrary: fc.tuple(key, query).map(([what, more]) => `/original/${what}${more}`) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('images', 'pipelines', 'tokens', 'purge', 'sign', 'uploads', ''), key, query)
      .map(([room, what, more]) => `/api/${room}/${what}${more}`),
  },
  { weight: 1, arbitrary: fc.tuple(key, query).map(([what, more]) => `/${what}${more}`) },
  { weight: 1, arbitrary: fc.tuple(key, query).map(([what, more]) => `http://other.example/${what}${more}`) },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('/api/images', '/api/purge', '/api/sign', '/api/tokens', '/api/pipelines', '/healthz'),
  },
);

const headers = fc.dictionary(
  fc.constantFrom(
    'accept',
    'range',
    'if-none-match',
    'if-match',
    'if-modified-since',
    'if-range',
    'content-type',
    'content-digest',
    'x-api-key',
  ),
  fc.oneof(
    fc.stringMatching(/^[!-~]{0,30}$/),
    fc.constantFrom('image/avif', 'bytes=0-', 'bytes=9-1', '*', 'application/json'),
  ),
  { maxKeys: 3 },
);

const text = key.map((what) => {
  try {
    return decodeURIComponent(what);
  } catch {
    return what;
  }
});
const body = fc.oneof(
  fc.constant('picture' as const),
  fc.constant(undefined),
  fc
    .tuple(fc.constantFrom('name', 'prefix', 'url', 'target', 'options', 'dropped'), text)
    .map(([name, value]) => JSON.stringify({ [name]: value })),
  fc.string({ maxLength: 40 }),
);

/** `known.jpg` is a stored name. Of what changes something there is little: it takes a disk's time. */
export const oddRequests: fc.Arbitrary<OddRequest> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({ method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'OPTIONS'), target, headers }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ method: fc.constantFrom('PUT', 'POST', 'DELETE', 'PATCH', 'TRACE2'), target, headers, body })
      .map(({ body: sent, ...rest }) => ({ ...rest, ...(sent !== undefined && { body: sent }) })),
  },
  {
    weight: 2,
    arbitrary: fc.record({ method: fc.constantFrom('PUT', 'PUT', 'DELETE'), what: key }).map(({ method, what }) => ({
      method,
      target: `/api/images/${what}`,
      headers: {},
      ...(method === 'PUT' && { body: 'picture' as const }),
    })),
  },
);
