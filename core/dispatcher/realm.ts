// What a token's prefix makes of the prefix that it asks for.
import { requireRealm } from '../policy/principal.ts';

/** Whoever asks for more names than his own means his own. Fails with `forbidden` for names of others. */
export function prefixIn(realm: string, prefix: string): string {
  if (realm.startsWith(prefix)) return realm;
  requireRealm(realm, prefix);
  return prefix;
}
