// Which pages of other origins may read answers (CORS). Nothing is opened by it that curl does not open: it only says
// which scripts a browser lets see them.

/** Every origin, or these: `https://app.example.com`, `https://*.example.com` for hosts below it. */
export type Origins = '*' | readonly string[];

// An origin as a browser writes it: lower case, no path, no default port.
const form = /^https?:\/\/(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/;

/** Undefined where the text is no such list; '' is nobody. */
export function readOrigins(text: string): Origins | undefined {
  if (text.trim() === '*') return '*';
  const list = text.split(',').map((item) => item.trim());
  if (list.length === 1 && list[0] === '') return [];
  return list.every((origin) => form.test(origin)) ? list : undefined;
}

export function allowsOrigin(origins: Origins, origin: string): boolean {
  return origins === '*' || origins.some((allowed) => allowed === origin || isBelow(allowed, origin));
}

// The label before the dot has to be there, so `https://*.example.com` is neither `example.com` nor `badexample.com`.
function isBelow(allowed: string, origin: string): boolean {
  const [scheme, host] = allowed.split('*', 2);
  if (scheme === undefined || host === undefined || !form.test(origin)) return false;
  return origin.startsWith(scheme) && origin.endsWith(host) && origin.length > scheme.length + host.length;
}
