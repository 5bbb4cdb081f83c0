// Who manages, and what that one may do: what a token stands for.
import { Failure } from '../failure.ts';

/** `admin` may all, and alone what concerns the whole server. */
export const scopes = ['read', 'write', 'delete', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export interface Principal {
  /** Of its token, for the audit log; never the token itself. */
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** Names that begin with it, and no others; '' for all. So tenants are kept apart. */
  readonly prefix: string;
}

/** Fails with `forbidden`. */
export function requireScope({ scopes: held, prefix }: Principal, scope: Scope): void {
  const all = held.includes('admin');
  // What concerns the whole server is nobody's whose names are only some of it.
  if (scope === 'admin' ? all && prefix === '' : all || held.includes(scope)) return;
  throw new Failure('forbidden', `Expected a token with the scope "${scope}".`, { subject: 'scope', expected: scope });
}

/** Fails with `forbidden`, whether there is such a name or not. */
export function requireRealm(prefix: string, name: string): void {
  if (name.startsWith(prefix)) return;
  throw new Failure('forbidden', 'Expected a name that begins with the prefix of the token.', { subject: 'name' });
}
