// The one way to refuse an option or a query parameter: which one, what was expected, what came.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';

/** `expected` ends the sentence "Expected …"; `received` may be foreign text. */
export function badOption(
  name: string,
  expected: string,
  received: string,
  noun: 'option' | 'parameter' = 'option',
): Failure {
  const subject = quotable(name);
  const shown = quotable(received);
  return new Failure('bad-option', `Expected ${expected} for ${noun} "${subject}" but received "${shown}".`, {
    subject,
    expected,
    received: shown,
  });
}

/** Refuses an option that says nothing by itself; undefined is one that is not there. */
export function refuseAlone(name: string, needs: string, received: string | undefined): void {
  if (received !== undefined) throw badOption(name, `${needs} beside it`, received);
}
