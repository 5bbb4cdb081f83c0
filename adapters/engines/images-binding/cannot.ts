// How this engine says that Cloudflare's Images has no word for what was asked.
import { Failure } from '../../../core/index.ts';

/** `what` is an option of image URLs, or what somebody would call it. */
export function cannot(what: string): Failure {
  return new Failure('not-supported', `Expected no "${what}": Cloudflare Images cannot do it.`, { subject: what });
}
