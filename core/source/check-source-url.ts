// A source's URL as somebody has given it, or as a redirect names it: judged before anything is looked up or dialled.
import { Failure } from '../failure.ts';
import { readAddress } from './ip-address.ts';
import { isPublic } from './is-public.ts';
import { allowsSource, type SourceRule } from './source-rules.ts';

const longest = 2048;

/** Parsed by WHATWG's rules and by no others. Fails with `bad-request` where it is no URL to fetch. */
export function readSourceUrl(text: string, base?: URL): URL {
  // Whatever a parser would drop or mend is refused: two programs would not agree on what is left.
  const isClean = text.length <= longest && text.isWellFormed() && !/[\\\s\p{Cc}]/u.test(text);
  const isWhole = base !== undefined || /^https?:\/\/[^/]/i.test(text);
  if (!isClean || !isWhole || !URL.canParse(text, base)) throw noUrl();
  const url = new URL(text, base);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw noUrl();
  if (url.username !== '' || url.password !== '') throw noUrl();
  url.hash = '';
  return url;
}

/** Fails with `forbidden` where its host is not among the allowed, or is an address that is not public. */
export function requireAllowedSource(url: URL, rules: readonly SourceRule[]): void {
  if (!allowsSource(rules, url)) {
    throw new Failure('forbidden', 'Expected a URL of a host that IMG_SOURCES allows.', { subject: 'url' });
  }
  const literal = literalOf(url);
  if (isLocalName(url) || (literal !== undefined && !isPublic(literal))) throw notPublic();
}

/** The address that stands in the URL itself: for it no name is resolved, and no resolver's hook is called. */
export function literalOf({ hostname }: URL): Uint8Array | undefined {
  return readAddress(hostname.startsWith('[') ? hostname.slice(1, -1) : hostname);
}

export function notPublic(): Failure {
  return new Failure('forbidden', 'Expected a URL of a host with public addresses only.', { subject: 'url' });
}

// Never to be asked of a resolver: RFC 6761, RFC 6762, and what ICANN keeps free for networks of one's own (metadata of
// clouds is there). Names of one label are of such a network too.
const localDomains: ReadonlySet<string | undefined> = new Set(['localhost', 'local', 'internal']);

function isLocalName({ hostname }: URL): boolean {
  const labels = hostname.replace(/\.$/, '').split('.');
  return localDomains.has(labels.at(-1)) || (labels.length === 1 && !hostname.startsWith('['));
}

function noUrl(): Failure {
  const expected = `an absolute https URL of at most ${longest} characters, without user or password`;
  return new Failure('bad-request', `Expected ${expected}.`, { subject: 'url', expected });
}
