// How this engine says that it has no model for what was asked.
import { Failure } from '../../../core/failure.ts';

/** `what` is an option of image URLs. */
export function cannot(what: string): Failure {
  return new Failure('not-supported', `Expected no "${what}": sharp cannot do it.`, { subject: what });
}
