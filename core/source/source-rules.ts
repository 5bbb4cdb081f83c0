// IMG_SOURCES: which hosts images may be fetched from. Compared by labels of a parsed host, never by prefixes of text
// ("https://allowed.example@evil" begins like the allowed one).

export interface SourceRule {
  readonly scheme: 'https:' | 'http:';
  /** In lower case, without a trailing dot; '*' for any. */
  readonly host: string;
  /** True where only hosts below `host` are meant. */
  readonly below: boolean;
  /** '' is the scheme's own. */
  readonly port: string;
}

/**
 * Reads `images.example.com`, `*.example.com` (hosts below it), `images.example.com:8443`, `http://old.example.com`
 * (https otherwise), or `*` (any public host). Undefined where it is none of these.
 */
export function readSourceRule(text: string): SourceRule | undefined {
  const scheme = text.startsWith('http://') ? 'http:' : 'https:';
  const rest = text.replace(/^https?:\/\//, '');
  if (rest === '*') return { scheme, host: '*', below: false, port: '' };
  const below = rest.startsWith('*.');
  const bare = below ? rest.slice(2) : rest;
  if (!/^[^/@?#\\*\s]+$/.test(bare) || !URL.canParse(`${scheme}//${bare}`)) return undefined;
  const { hostname, port } = new URL(`${scheme}//${bare}`);
  return { scheme, host: plain(hostname), below, port };
}

export function allowsSource(rules: readonly SourceRule[], { protocol, hostname, port }: URL): boolean {
  const host = plain(hostname);
  return rules.some((rule) => {
    if (rule.scheme !== protocol || rule.port !== port) return false;
    if (rule.host === '*') return true;
    return rule.below ? host.endsWith(`.${rule.host}`) : host === rule.host;
  });
}

function plain(hostname: string): string {
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
}
