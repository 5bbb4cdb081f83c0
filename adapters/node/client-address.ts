// Whose request it is. Behind proxies the socket shows the last of them; who they saw is in headers that anyone can
// send, so only as many entries are believed as there are proxies of ours, counted from the end they write at.
import type { IncomingMessage } from 'node:http';

/** `proxies` is how many of ours every request passes; 0 looks at the socket only. */
export function clientAddress({ headers, socket }: IncomingMessage, proxies: number): string | undefined {
  if (proxies === 0) return socket.remoteAddress;
  const seen = forwardedFor(headers.forwarded) ?? listOf(headers['x-forwarded-for']);
  // A shorter list did not come through all of them.
  return seen.at(-proxies) ?? socket.remoteAddress;
}

function listOf(field: string | string[] | undefined): string[] {
  const text = Array.isArray(field) ? field.join(',') : (field ?? '');
  return text
    .split(',')
    .map((entry) => plainAddress(entry.trim()))
    .filter((entry) => entry !== '');
}

// RFC 7239 section 4: elements by comma, parameters by semicolon, addresses perhaps quoted.
function forwardedFor(field: string | undefined): string[] | undefined {
  if (field === undefined) return undefined;
  return field.split(',').map((element) => {
    const pair = element.split(';').find((part) => /^\s*for=/i.test(part));
    return plainAddress(
      (pair ?? '')
        .replace(/^\s*for=/i, '')
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    );
  });
}

// Without its port: `192.0.2.1:80`, `[2001:db8::1]:80`.
function plainAddress(text: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(text)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^[\d.]+:\d+$/.test(text) ? text.slice(0, text.lastIndexOf(':')) : text;
}
