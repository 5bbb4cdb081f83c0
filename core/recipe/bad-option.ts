// The one way to refuse an option: which one, what was expected, what came.
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';

/** `expected` ends the sentence "Expected …"; `received` may be foreign text. */
export function badOption(option: string, expected: string, received: string): Failure {
  const subject = quotable(option);
  const shown = quotable(received);
  return new Failure('bad-option', `Expected ${expected} for option "${subject}" but received "${shown}".`, {
    subject,
    expected,
    received: shown,
  });
}
