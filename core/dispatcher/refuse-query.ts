// Parameters that nobody reads are refused: each would be another cache entry for the same bytes.
// The grammar of signatures leaves no room for others, so a signed target needs no second look.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';
import type { Target } from './target.ts';

/** Fails with `bad-option` naming the first parameter. */
export function refuseQuery({ query }: Target): void {
  if (query === undefined) return;
  const name = quotable(query.split(/[=&]/, 1)[0] ?? '');
  throw new Failure('bad-option', `Expected no query but received the parameter "${name}".`, {
    subject: name,
    expected: 'no query',
  });
}
