// One way out of the house: whoever could dial another server, or ask a resolver, is adapters/sources (threats T-07: a
// second way forgets the checks of the first). The global fetch is the linter's to refuse.
import { scanImports } from './scan-imports.ts';
import type { Source } from './tree.ts';

const dialers = /^(?:node:)?(?:https?|http2|net|tls|dgram|dns)(?:\/promises)?$|^undici$/;

// They take connections, or name their types, and open none.
const others: ReadonlySet<string> = new Set([
  'adapters/node/body-turns.ts: node:http',
  'adapters/node/client-address.ts: node:http',
  'adapters/node/door.ts: node:http',
  'adapters/node/front.ts: node:http',
  'adapters/node/http-server.ts: node:http',
  'adapters/node/http-server.ts: node:net',
  'adapters/node/known-edge.ts: node:http',
  'adapters/node/refuse-on-socket.ts: node:http',
  'adapters/node/refuse-on-socket.ts: node:net',
  'adapters/node/shut.ts: node:http',
  'adapters/node/slow-clients.ts: node:http',
  'adapters/node/slow-clients.ts: node:net',
  'adapters/engines/pool/parent-pipe.ts: node:net',
]);

/** One line for every file outside of adapters/sources that imports what opens connections. */
export function checkWayOut(product: readonly Source[]): string[] {
  return product
    .filter(({ path }) => !path.startsWith('adapters/sources/'))
    .flatMap(({ path, text }) => scanImports(text).map(({ target = '' }) => ({ target, edge: `${path}: ${target}` })))
    .filter(({ target, edge }) => dialers.test(target) && !others.has(edge))
    .map(({ edge }) => `${edge} opens connections, and only adapters/sources may`);
}
