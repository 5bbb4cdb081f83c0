// The query of a listing: prefix, after, limit.
import type { Page } from '../database/image-ledger.ts';
import { Failure } from '../failure.ts';
import { quotable } from '../image/quotable.ts';

const defaultLimit = 100;
const highestLimit = 1000;

/** Fails with `bad-option` naming the parameter. */
export function readPage(query: string | undefined): Page {
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (given.has(name) || !['prefix', 'after', 'limit'].includes(name)) {
      throw badParameter(name, 'prefix, after and limit, each at most once', name);
    }
    given.set(name, value);
  }
  return { prefix: given.get('prefix') ?? '', after: given.get('after') ?? '', limit: readLimit(given.get('limit')) };
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return defaultLimit;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= highestLimit) return limit;
  throw badParameter('limit', `an integer from 1 to ${highestLimit}`, text);
}

function badParameter(name: string, expected: string, received: string): Failure {
  const subject = quotable(name);
  const shown = quotable(received);
  return new Failure('bad-option', `Expected ${expected} for parameter "${subject}" but received "${shown}".`, {
    subject,
    expected,
    received: shown,
  });
}
