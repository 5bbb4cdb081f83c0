// /api/tokens: GET lists, POST makes one; DELETE /api/tokens/{id} revokes it. For who may all only.
import * as v from 'valibot';
import { scopes } from '../policy/principal.ts';
import type { TokenInfo, Tokens } from '../policy/tokens.ts';
import { readJson } from './json-body.ts';
import { emptyAnswer, jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { refuseQuery } from './refuse-query.ts';
import type { Answer } from './visit.ts';

const longestSeconds = 315_360_000;
// Names are that long.
const longestPrefix = 512;
const longestLabel = 200;

export const tokenBody = v.strictObject({
  scopes: v.pipe(v.array(v.picklist(scopes)), v.minLength(1)),
  prefix: v.optional(v.pipe(v.string(), v.maxLength(longestPrefix)), ''),
  label: v.optional(v.pipe(v.string(), v.maxLength(longestLabel)), ''),
  expiresIn: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longestSeconds))),
});
const expected = `with "scopes" (some of ${scopes.join(', ')}), and if need be "prefix", "label" and "expiresIn" (1 to ${longestSeconds} seconds)`;

export function createTokensRoom(tokens: Tokens): Answer {
  return async ({ request, target }) => {
    const method = requireMethod(request.method, ['GET', 'HEAD', 'POST']);
    refuseQuery(target);
    if (method !== 'POST') return jsonAnswer(200, { tokens: tokens.list().map(tokenJson) });
    const { expiresIn, ...asked } = await readJson(request, tokenBody, expected);
    const { info, secret } = await tokens.create({ ...asked, ...(expiresIn !== undefined && { expiresIn }) });
    return jsonAnswer(201, { ...tokenJson(info), token: secret }, { Location: `/api/tokens/${info.id}` });
  };
}

export function createTokenRoom(tokens: Tokens): Answer {
  return async ({ request, target }) => {
    requireMethod(request.method, ['DELETE']);
    refuseQuery(target);
    await tokens.revoke(target.rest);
    return emptyAnswer(204);
  };
}

function tokenJson({ createdAt, expiresAt, ...info }: TokenInfo) {
  return {
    ...info,
    createdAt: new Date(createdAt).toISOString(),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
  };
}
