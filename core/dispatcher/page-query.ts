// The query of a listing: prefix, tag, after, limit.
import type { Page } from '../database/image-ledger.ts';
import { isTag } from '../image/user-meta.ts';
import { badOption } from '../recipe/bad-option.ts';

const defaultLimit = 100;
const highestLimit = 1000;

/** Fails with `bad-option` naming the parameter. */
export function readPage(query: string | undefined): Page & { readonly tag: string | undefined } {
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (given.has(name) || !['prefix', 'tag', 'after', 'limit'].includes(name)) {
      throw badOption(name, 'prefix, tag, after and limit, each at most once', name, 'parameter');
    }
    given.set(name, value);
  }
  return {
    prefix: given.get('prefix') ?? '',
    tag: readTag(given.get('tag')),
    after: given.get('after') ?? '',
    limit: readLimit(given.get('limit')),
  };
}

function readTag(text: string | undefined): string | undefined {
  if (text === undefined || isTag(text)) return text;
  throw badOption('tag', 'a tag', text, 'parameter');
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return defaultLimit;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= highestLimit) return limit;
  throw badOption('limit', `an integer from 1 to ${highestLimit}`, text, 'parameter');
}
