// The query of a listing: prefix, after, limit.
import type { Page } from '../database/image-ledger.ts';
import { badOption } from '../recipe/bad-option.ts';

const defaultLimit = 100;
const highestLimit = 1000;

/** Fails with `bad-option` naming the parameter. */
export function readPage(query: string | undefined): Page {
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (given.has(name) || !['prefix', 'after', 'limit'].includes(name)) {
      throw badOption(name, 'prefix, after and limit, each at most once', name, 'parameter');
    }
    given.set(name, value);
  }
  return { prefix: given.get('prefix') ?? '', after: given.get('after') ?? '', limit: readLimit(given.get('limit')) };
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return defaultLimit;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= highestLimit) return limit;
  throw badOption('limit', `an integer from 1 to ${highestLimit}`, text, 'parameter');
}
