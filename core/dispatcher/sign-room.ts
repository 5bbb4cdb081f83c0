// POST /api/sign: a signed URL for who may manage.
import * as v from 'valibot';
import { encodeName } from '../dialect/encode-part.ts';
import { defaultLimits } from '../policy/limits.ts';
import { requireRealm } from '../policy/principal.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { readJson } from './json-body.ts';
import { jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { type NamesInTargetParts, namesInTarget } from './names-in-target.ts';
import { refuseQuery } from './refuse-query.ts';
import { createSignTarget, type SignTargetParts } from './sign-target.ts';
import { parseTarget } from './target.ts';
import type { Answer } from './visit.ts';

// Ten years: longer is a mistake in the unit.
const longestSeconds = 315_360_000;
// A lone surrogate cannot be percent-encoded.
const text = v.pipe(
  v.string(),
  v.check((value) => value.isWellFormed()),
);
const expiresIn = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longestSeconds)));
export const signBody = v.union([
  v.strictObject({ target: text, expiresIn }),
  v.strictObject({ name: text, options: v.optional(text, '_'), expiresIn }),
]);
const expected = `with "target", or with "name" and "options", and "expiresIn" from 1 to ${longestSeconds} seconds if the URL is to expire`;

export function createSignRoom(parts: SignTargetParts & NamesInTargetParts): Answer {
  const signTarget = createSignTarget(parts);
  const imgTarget = ({ name, options }: { name: string; options: string }) => {
    const recipe = parts.dialect.read(`${encodeURIComponent(options)}/${encodeName(name)}`);
    return `/img/${parts.dialect.write(recipe as Recipe)}`;
  };
  return async ({ request, target, realm }) => {
    requireMethod(request.method, ['POST']);
    refuseQuery(target);
    const asked = await readJson(request, signBody, expected);
    const wanted = 'target' in asked ? asked.target : imgTarget(asked);
    for (const name of namesInTarget(parts, parseTarget(wanted, defaultLimits.targetBytes))) requireRealm(realm, name);
    return jsonAnswer(200, await signTarget(wanted, asked.expiresIn));
  };
}
