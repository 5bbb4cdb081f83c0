// /api/pipelines lists named pipelines; /api/pipelines/{id}: PUT keeps one, GET and HEAD tell, DELETE removes.
import * as v from 'valibot';
import { Failure } from '../failure.ts';
import type { Pipelines } from '../handlers/pipelines.ts';
import { quotable } from '../image/quotable.ts';
import { isPipelineId, pipelineIdExpected } from '../recipe/kinds/pipeline-id.ts';
import { readJson } from './json-body.ts';
import { emptyAnswer, jsonAnswer } from './management-answer.ts';
import { requireMethod } from './methods.ts';
import { refuseQuery } from './refuse-query.ts';
import type { Answer } from './visit.ts';

export const pipelineBody = v.strictObject({
  options: v.pipe(
    v.string(),
    v.check((text) => text.isWellFormed()),
  ),
});
const expected = 'with "options", spelled as in a URL';

export function createPipelinesRoom(pipelines: Pipelines): Answer {
  return ({ request, target }) => {
    requireMethod(request.method, ['GET', 'HEAD']);
    refuseQuery(target);
    return jsonAnswer(200, { pipelines: pipelines.list() });
  };
}

export function createPipelineRoom(pipelines: Pipelines): Answer {
  return async ({ request, target }) => {
    const method = requireMethod(request.method, ['GET', 'HEAD', 'PUT', 'DELETE']);
    refuseQuery(target);
    const id = target.rest;
    if (!isPipelineId(id)) {
      throw new Failure('bad-name', `Expected ${pipelineIdExpected} but received "${quotable(id)}".`);
    }
    if (method === 'PUT') {
      const { options } = await readJson(request, pipelineBody, expected);
      const isNew = await pipelines.put(id, options);
      const extra = { Location: `/api/pipelines/${id}` };
      return jsonAnswer(isNew ? 201 : 200, pipelines.get(id), extra);
    }
    if (method === 'DELETE') return (await pipelines.remove(id)) ? emptyAnswer(204) : unknown(id);
    return jsonAnswer(200, pipelines.get(id) ?? unknown(id));
  };
}

function unknown(id: string): never {
  throw new Failure('not-found', `There is no pipeline named "${id}".`);
}
