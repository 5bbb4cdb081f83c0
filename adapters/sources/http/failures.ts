// What can go wrong with a source, in words for whoever asked for it: no address, header or page of the other server.
import { Failure } from '../../../core/index.ts';

export function failed(why: string, cause?: unknown): Failure {
  return new Failure('bad-source', `The source cannot be fetched: ${why}.`, { subject: 'url' }, cause);
}

export function gone(status: number): Failure {
  return new Failure('not-found', `There is no such source: its server answered ${status}.`, { subject: 'url' });
}

export function tooSlow(bound: string): Failure {
  return new Failure('source-timeout', `The source did not come ${bound}.`, { subject: 'url' });
}

export function tooLarge(maxBytes: number): Failure {
  return new Failure('too-large', `Expected a source of at most ${maxBytes} bytes.`, { limit: maxBytes });
}
