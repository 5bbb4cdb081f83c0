// What costs a hit four to eight times what it should (measured: infra/decisions/0061), and is easily written. Each is
// refused where it would be felt: a rule nobody remembers is no rule.
import type { Source } from './tree.ts';

interface Trap {
  readonly at: RegExp;
  readonly pattern: RegExp;
  /** Ends the sentence that refuses it. */
  readonly why: string;
}

const traps: readonly Trap[] = [
  {
    at: /^core\/dispatcher\//,
    pattern: /\bcontext\.(?:header|res)\b|\bc\.(?:header|res)\b|\.use\(/,
    why: 'a field that is set behind next() has the Response made anew (4.0 ×): make it with all its fields',
  },
  {
    at: /^(?:core|adapters)\//,
    pattern: /from 'hono\/(?!tiny)/,
    why: 'middleware of Hono is not for hits: etag() hashes every body (7.6 ×)',
  },
  {
    at: /^(?:core\/dispatcher|adapters\/node)\//,
    pattern: /overrideGlobalObjects/,
    why: 'the native Response costs 3.7 × what the adapter’s own does',
  },
  {
    at: /^(?:core|adapters)\//,
    pattern: /\bcreateHmac\b/,
    why: 'with a Buffer as its key it takes 18 to 31 µs: import a key once (crypto.subtle, or a KeyObject)',
  },
  {
    // Where hits are answered; elsewhere it is only felt by who manages.
    at: /^core\/dispatcher\/(?:img-|original-|delivery-|native-|refuse|methods|dispatcher)/,
    pattern: /new Headers\(|\.headers\.(?:set|append|delete)\(/,
    why: 'a Headers object makes the Response a native one (1.4 × and more): hand over a plain object',
  },
];

/** One line for each trap that a file has stepped into. Comments do not count. */
export function checkTraps(product: readonly Source[]): string[] {
  return product.flatMap(({ path, text }) => {
    const code = text.replace(/^\s*\/\/.*$/gm, '');
    return traps.filter(({ at, pattern }) => at.test(path) && pattern.test(code)).map(({ why }) => `${path}: ${why}`);
  });
}
