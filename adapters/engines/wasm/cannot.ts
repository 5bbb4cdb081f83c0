// How this engine says that it has no loop for what was asked.
import { Failure } from '../../../core/index.ts';

/** `what` is an option of image URLs, or what somebody would call it. */
export function cannot(what: string): Failure {
  return new Failure('not-supported', `Expected no "${what}": the WebAssembly engine cannot do it.`, { subject: what });
}
