// POST /api/purge: drops finished results of a name or of a prefix, or erases originals that were deleted and are kept
// for their grace period.
import * as v from 'valibot';
import type { Handlers } from '../handlers/handlers.ts';
import { checkName } from '../image/name.ts';
import { requireRealm } from '../policy/principal.ts';
import { readJson } from './json-body.ts';
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { refuseQuery } from './refuse-query.ts';
import type { Answer } from './visit.ts';

const schema = v.union([
  v.strictObject({ name: v.string() }),
  v.strictObject({ prefix: v.string() }),
  v.strictObject({ dropped: v.literal(true) }),
]);
const expected = 'with "name", with "prefix" ("" for all), or with "dropped": true';

export function createPurgeRoom(handlers: Pick<Handlers, 'purgeResults' | 'pVolEraseDropped'>): Answer {
  return async ({ request, target, realm }) => {
    requireMethod(request.method, ['POST']);
    refuseQuery(target);
    const asked = await readJson(request, schema, expected);
    // Of the dropped it is not known any more under which names they were.
    requireRealm(realm, 'dropped' in asked ? '' : 'name' in asked ? asked.name : asked.prefix);
    if ('dropped' in asked) return jsonAnswer(200, { erased: await handlers.pVolEraseDropped() });
    const { ofName, ofPrefix } = handlers.purgeResults;
    return jsonAnswer(200, await ('name' in asked ? ofName(checkName(asked.name)) : ofPrefix(asked.prefix)));
  };
}
