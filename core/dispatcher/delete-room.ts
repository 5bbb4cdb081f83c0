// POST /api/delete: many images at once, by their names, by a prefix or by a tag. Each is deleted as DELETE does it, and
// answered for by itself: one that fails leaves the others deleted.
import * as v from 'valibot';
import { encodeName } from '../dialect/encode-part.ts';
import type { Handlers } from '../handlers/handlers.ts';
import { checkName } from '../image/name.ts';
import { requireRealm } from '../policy/principal.ts';
import { readJson } from './json-body.ts';
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { failureOf } from './problem.ts';
import { prefixIn } from './realm.ts';
import { refuseQuery } from './refuse-query.ts';
import { tag } from './user-meta.ts';
import type { Answer, Visit } from './visit.ts';

const most = 1000;
// Names of 512 bytes, each character of them escaped.
const limitBytes = 4 * 1024 * 1024;
// Deletes that wait together share a sync; more would only stand in the way of uploads.
const atOnce = 32;

const erase = v.optional(
  v.pipe(v.boolean(), v.description('Erases the bytes before it answers, without a grace period.')),
  false,
);
const limit = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most)), most);
export const deleteBody = v.union([
  v.strictObject({ names: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(most)), erase }),
  v.strictObject({ prefix: v.pipe(v.string(), v.minLength(1)), limit, erase }),
  v.strictObject({ tag, prefix: v.optional(v.string(), ''), limit, erase }),
]);
const expected = `with "names" (1 to ${most}), with "prefix", or with "tag" (and "prefix"), and "limit" or "erase" if need be`;

export interface DeleteRoomParts {
  readonly handlers: Pick<Handlers, 'pVolImgRemove' | 'pDbImgList' | 'pDbImgTagged'>;
}

export function createDeleteRoom({ handlers }: DeleteRoomParts): Answer {
  return async (visit) => {
    requireMethod(visit.request.method, ['POST']);
    refuseQuery(visit.target);
    const asked = await readJson(visit.request, deleteBody, expected, limitBytes);
    const { names, more } = await namesOf(asked, visit.realm);
    const images: object[] = [];
    for (let at = 0; at < names.length; at += atOnce) {
      const some = names.slice(at, at + atOnce);
      images.push(...(await Promise.all(some.map((name) => remove(name, asked.erase, visit)))));
    }
    return jsonAnswer(200, { images, more });
  };

  async function namesOf(asked: v.InferOutput<typeof deleteBody>, realm: string) {
    if ('names' in asked) return { names: [...new Set(asked.names)], more: false };
    const page = { prefix: prefixIn(realm, asked.prefix), after: '', limit: asked.limit };
    if ('tag' in asked) {
      const { images, next } = await handlers.pDbImgTagged(asked.tag, page);
      return { names: images.map(({ name }) => name), more: next !== undefined };
    }
    const images = await handlers.pDbImgList(page);
    return { names: images.map(({ name }) => name), more: images.length === page.limit };
  }

  async function remove(name: string, erase: boolean, visit: Visit) {
    try {
      requireRealm(visit.realm, checkName(name));
      const { erased } = await handlers.pVolImgRemove({ name, check: () => {}, erase });
      visit.tell('audit', {
        who: visit.who,
        client: visit.client(),
        method: 'DELETE',
        path: pathOf(name),
        status: 204,
      });
      return { name, deleted: true, ...(erase && { erased }) };
    } catch (error) {
      const { code, message } = failureOf(error);
      if (code === 'internal') visit.tell('dispatcher.fail', { path: pathOf(name), code, error });
      return { name, deleted: false, code, detail: message };
    }
  }
}

function pathOf(name: string): string {
  return `/api/images/${encodeName(name)}`;
}
