// Operations of resumable uploads: the tus protocol, of which this only names the parts.
import type { FailureCode } from '../../failure.ts';
import type { Operation, Parameter } from './operation.ts';

const id: Parameter = { in: 'path', name: 'id', text: 'Of the upload, from Location.', required: true };
const version: Parameter = { in: 'header', name: 'Tus-Resumable', text: '`1.0.0`.', required: true };
const ticket: Parameter = { in: 'header', name: 'Upload-Ticket', text: 'An upload ticket, instead of a token.' };
const offset: Parameter = {
  ...{ in: 'header', name: 'Upload-Offset', text: 'Bytes that the server has.', required: true },
  schema: { type: 'integer', minimum: 0 },
};
const refused: readonly FailureCode[] = [
  'bad-request',
  'not-found',
  'precondition-failed',
  'too-large',
  'storage-full',
];
const image: readonly FailureCode[] = ['bad-name', 'unsupported-type', 'corrupt-image', 'over-limit', 'timeout'];

const begin: Operation = {
  ...{ path: '/api/resumable', method: 'POST', id: 'beginUpload', scope: 'write' },
  summary: 'Begins a resumable upload (tus 1.0.0: creation, creation-with-upload, expiration, termination).',
  parameters: [
    ...[version, ticket],
    { in: 'header', name: 'Upload-Length', text: 'Bytes of the whole.', required: true, schema: { type: 'integer' } },
    { in: 'header', name: 'Upload-Metadata', text: '`name`, `filetype`, `private`, `tags` and `metadata`, base64.' },
  ],
  successes: { 201: { text: 'Location says where the bytes go.' } },
  failures: [...refused, ...image, 'bad-option'],
};
const ask: Operation = {
  ...{ path: '/api/resumable/{id}', method: 'HEAD', id: 'askUpload', scope: 'write' },
  summary: 'How many bytes the server has, in Upload-Offset.',
  parameters: [id, version, ticket],
  successes: { 200: { text: 'So many.' } },
  failures: [...refused, ...image, 'bad-option'],
};
const send: Operation = {
  ...{ path: ask.path, method: 'PATCH', id: 'sendUpload', scope: 'write' },
  summary: 'Sends bytes from there on. With the last one the upload becomes an image, or is refused.',
  parameters: [id, version, ticket, offset],
  bodies: [{ mediaType: 'application/offset+octet-stream' }],
  successes: { 204: { text: 'The bytes are kept.' } },
  failures: [...refused, ...image, 'bad-option'],
};
const end: Operation = {
  ...{ path: ask.path, method: 'DELETE', id: 'endUpload', scope: 'write' },
  summary: 'Gives an upload up.',
  parameters: [id, version, ticket],
  successes: { 204: { text: 'It is gone.' } },
  failures: [...refused, 'bad-option'],
};
const optionsOf = (path: string, name: string, parameters: readonly Parameter[]): Operation => ({
  ...{ path, method: 'OPTIONS', id: name, scope: 'nobody', summary: 'The preflight, and what of tus is here.' },
  ...{ parameters, successes: { 204: { text: 'It may.' } }, failures: [] },
});

export const resumableOperations = {
  resumables: [begin, optionsOf(begin.path, 'beginUploadOptions', [])],
  resumable: [ask, send, end, optionsOf(ask.path, 'uploadOptions', [id])],
} as const;
