// Operations on what opens images, and on named pipelines.
import { pipelineBody } from '../pipeline-rooms.ts';
import { signBody } from '../sign-room.ts';
import { tokenBody } from '../token-rooms.ts';
import { pipelineAnswer, pipelinesAnswer, signedAnswer, tokenAnswer, tokensAnswer } from './answers.ts';
import { headOf, json, type Operation, type Parameter } from './operation.ts';

const id: Parameter = { in: 'path', name: 'id', text: '', required: true };

const sign: Operation = {
  ...{ path: '/api/sign', method: 'POST', id: 'sign', scope: 'read', bodies: json(signBody) },
  summary: 'A signed URL, of a target or of a name and options.',
  successes: { 200: { text: 'The URL.', contents: json(signedAnswer) } },
  failures: [
    ...(['bad-request', 'bad-target', 'bad-name', 'bad-option', 'not-supported', 'target-too-long'] as const),
    ...(['not-found', 'too-large'] as const),
  ],
};

const listTokens: Operation = {
  ...{ path: '/api/tokens', method: 'GET', id: 'listTokens', scope: 'admin' },
  summary: 'The tokens that have been made, without their secrets.',
  successes: { 200: { text: 'The tokens.', contents: json(tokensAnswer) } },
  failures: ['bad-option'],
};
const makeToken: Operation = {
  ...{ path: listTokens.path, method: 'POST', id: 'makeToken', scope: 'admin', bodies: json(tokenBody) },
  summary: 'Makes a token of less than all.',
  successes: { 201: { text: 'The token.', contents: json(tokenAnswer) } },
  failures: ['bad-request', 'bad-option', 'too-large', 'storage-full'],
};
const revokeToken: Operation = {
  ...{ path: '/api/tokens/{id}', method: 'DELETE', id: 'revokeToken', scope: 'admin', parameters: [id] },
  summary: 'Revokes a token.',
  successes: { 204: { text: 'It opens nothing any more.' } },
  failures: ['bad-option', 'not-found', 'storage-full'],
};

const listPipelines: Operation = {
  ...{ path: '/api/pipelines', method: 'GET', id: 'listPipelines', scope: 'read' },
  summary: 'The named pipelines.',
  successes: { 200: { text: 'The pipelines.', contents: json(pipelinesAnswer) } },
  failures: ['bad-option'],
};
const shown = { 200: { text: 'The pipeline.', contents: json(pipelineAnswer) } } as const;
const showPipeline: Operation = {
  ...{ path: '/api/pipelines/{id}', method: 'GET', id: 'showPipeline', scope: 'read', parameters: [id] },
  summary: 'A named pipeline.',
  successes: shown,
  failures: ['bad-name', 'bad-option', 'not-found'],
};
const putPipeline: Operation = {
  ...{ path: showPipeline.path, method: 'PUT', id: 'putPipeline', scope: 'admin', parameters: [id] },
  bodies: json(pipelineBody),
  summary: 'Keeps options under a name, for p= in URLs.',
  successes: { ...shown, 201: { text: 'A new one.', contents: json(pipelineAnswer) } },
  failures: ['bad-name', 'bad-option', 'bad-request', 'not-supported', 'over-limit', 'too-large', 'storage-full'],
};
const removePipeline: Operation = {
  ...{ path: showPipeline.path, method: 'DELETE', id: 'removePipeline', scope: 'admin', parameters: [id] },
  summary: 'Removes a named pipeline.',
  successes: { 204: { text: 'It is gone.' } },
  failures: ['bad-name', 'bad-option', 'not-found', 'storage-full'],
};

export const accessOperations = {
  sign: [sign],
  tokens: [listTokens, headOf(listTokens), makeToken],
  token: [revokeToken],
  pipelines: [listPipelines, headOf(listPipelines)],
  pipeline: [showPipeline, headOf(showPipeline), putPipeline, removePipeline],
} as const;
