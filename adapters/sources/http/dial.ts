// One GET to one address: what was judged is what is dialled, whatever the name resolves to by now.
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { notPublic, readAddress } from '../../../core/index.ts';

// Of the client nothing is passed on: no header, no cookie, no address.
const fields = { Accept: 'image/*', 'Accept-Encoding': 'identity', 'User-Agent': 'imageserver' } as const;
const headerBytes = 16_384;

export interface Dialling {
  readonly address: string;
  /** Fields that make the request a conditional one. */
  readonly conditions: Readonly<Record<string, string>>;
  readonly stop: AbortSignal;
}

/** Resolves with the answer's head; its body has not been read. */
export function dial(url: URL, { address, conditions, stop }: Dialling): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (secure ? requestSecure : requestPlain)({
      host: address,
      port: url.port === '' ? (secure ? 443 : 80) : url.port,
      path: `${url.pathname}${url.search}`,
      headers: { Host: url.host, ...fields, ...conditions },
      // The certificate is that of the name, not of the address.
      ...(secure && { servername: nameOf(url) }),
      // No connection outlives its request, so none is used for another address's.
      agent: false,
      maxHeaderSize: headerBytes,
      signal: stop,
    });
    request.on('socket', (socket) =>
      socket.on('connect', () => {
        if (!isSame(socket.remoteAddress, address)) request.destroy(notPublic());
      }),
    );
    request.on('response', resolve);
    request.on('error', reject);
    request.end();
  });
}

// An address has no name to send (RFC 6066 section 3), and its certificate is checked for the address.
function nameOf({ hostname }: URL): string {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return readAddress(bare) === undefined ? bare : '';
}

function isSame(reached: string | undefined, address: string): boolean {
  const [a, b] = [readAddress(reached ?? ''), readAddress(address)];
  return a !== undefined && b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]);
}
