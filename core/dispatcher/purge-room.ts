// POST /api/purge: drops finished results of a name, of a prefix, of a tag or of a source elsewhere, or erases originals
// that were deleted and are kept for their grace period.
import * as v from 'valibot';
import type { Handlers } from '../handlers/handlers.ts';
import { checkName } from '../image/name.ts';
import { requireRealm } from '../policy/principal.ts';
import { readSourceUrl } from '../source/check-source-url.ts';
import { readJson } from './json-body.ts';
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { prefixIn } from './realm.ts';
import { refuseQuery } from './refuse-query.ts';
import { tag } from './user-meta.ts';
import type { Answer } from './visit.ts';

export const purgeBody = v.union([
  v.strictObject({ name: v.string() }),
  v.strictObject({ tag, prefix: v.optional(v.string(), '') }),
  v.strictObject({ prefix: v.string() }),
  v.strictObject({ url: v.string() }),
  v.strictObject({ dropped: v.literal(true) }),
]);
const expected =
  'with "name", with "prefix" ("" for all), with "tag" (and "prefix"), with "url" of a source, or with "dropped": true';

export function createPurgeRoom(handlers: Pick<Handlers, 'purgeResults' | 'pVolEraseDropped'>): Answer {
  return async ({ request, target, realm }) => {
    requireMethod(request.method, ['POST']);
    refuseQuery(target);
    const asked = await readJson(request, purgeBody, expected);
    const { ofName, ofPrefix, ofTag, ofUrl } = handlers.purgeResults;
    if ('tag' in asked) return jsonAnswer(200, await ofTag(asked.tag, prefixIn(realm, asked.prefix)));
    requireRealm(realm, realmOf(asked));
    if ('dropped' in asked) return jsonAnswer(200, { erased: await handlers.pVolEraseDropped() });
    if ('url' in asked) return jsonAnswer(200, await ofUrl(readSourceUrl(asked.url).href));
    return jsonAnswer(200, await ('name' in asked ? ofName(checkName(asked.name)) : ofPrefix(asked.prefix)));
  };
}

// Of the dropped it is not known any more under which names they were, and a source elsewhere has none of ours.
function realmOf(asked: v.InferOutput<typeof purgeBody>): string {
  if ('name' in asked) return asked.name;
  return 'prefix' in asked ? asked.prefix : '';
}
