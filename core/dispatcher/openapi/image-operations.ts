// Operations on images: storing, telling, changing, listing and deleting them.
import * as v from 'valibot';
import type { FailureCode } from '../../failure.ts';
import { deleteBody } from '../delete-room.ts';
import { completeBody, completing } from '../direct-uploads.ts';
import { importBody } from '../images-room.ts';
import { purgeBody } from '../purge-room.ts';
import { ticketBody } from '../ticket-rooms.ts';
import { userMetaPatch } from '../user-meta.ts';
import { deletedAnswer, erasedAnswer, imageAnswer, pageAnswer, purgedAnswer, ticketAnswer } from './answers.ts';
import { bytes, type Content, headOf, json, type Operation, type Parameter } from './operation.ts';

const name: Parameter = { in: 'path', name: 'name', text: 'Of the image; may contain "/".', required: true };
const conditions: readonly Parameter[] = [
  { in: 'header', name: 'If-Match', text: 'Only if the image has this ETag; `*` only if there is one.' },
  { in: 'header', name: 'If-None-Match', text: '`*`: only if there is no image of this name.' },
];
const said: readonly Parameter[] = [
  { in: 'header', name: 'Image-Private', text: '`true` or `false`.' },
  { in: 'header', name: 'Image-Tags', text: 'A comma list, percent-encoded beyond ASCII.' },
  { in: 'header', name: 'Image-Metadata', text: 'A JSON object of strings, in ASCII.' },
];
const digest: Parameter = { in: 'header', name: 'Content-Digest', text: 'RFC 9530, sha-256: checked.' };

const form = v.object({
  file: v.pipe(v.string(), v.description('The bytes.'), v.metadata({ contentMediaType: 'application/octet-stream' })),
  name: v.optional(v.string()),
  private: v.optional(v.picklist(['true', 'false'])),
  tags: v.optional(v.pipe(v.string(), v.description('A comma list.'))),
  metadata: v.optional(v.pipe(v.string(), v.description('A JSON object of strings.'))),
});
const formContent: Content = { mediaType: 'multipart/form-data', schema: form };

const stored = {
  201: { text: 'Stored under a new name.', contents: json(imageAnswer) },
  200: { text: 'Stored in place of another image.', contents: json(imageAnswer) },
} as const;
const shown = { 200: { text: 'What is known of it.', contents: json(imageAnswer) } } as const;
const uploadFailures: readonly FailureCode[] = [
  ...([
    'bad-request',
    'bad-name',
    'bad-option',
    'digest-mismatch',
    'precondition-failed',
    'precondition-required',
  ] as const),
  ...(['too-large', 'unsupported-type', 'corrupt-image', 'over-limit', 'timeout', 'storage-full', 'aborted'] as const),
];

const show: Operation = {
  ...{ path: '/api/images/{name}', method: 'GET', id: 'showImage', scope: 'read', parameters: [name] },
  summary: 'What is known of an image.',
  successes: { ...shown, 304: { text: 'Has not changed.' } },
  failures: ['bad-name', 'bad-option', 'not-found', 'precondition-failed'],
};
const put: Operation = {
  ...{ path: show.path, method: 'PUT', id: 'putImage', scope: 'write', bodies: bytes('image/*') },
  summary: 'Stores the body under this name.',
  parameters: [name, ...conditions, digest, ...said],
  successes: stored,
  failures: uploadFailures,
};
const patch: Operation = {
  ...{ path: show.path, method: 'PATCH', id: 'patchImage', scope: 'write', bodies: json(userMetaPatch) },
  summary: 'Changes what is said of an image (merge patch, RFC 7396).',
  parameters: [name, ...conditions],
  successes: shown,
  failures: ['bad-name', 'bad-option', 'bad-request', 'not-found', 'precondition-failed', 'too-large', 'storage-full'],
};
const remove: Operation = {
  ...{ path: show.path, method: 'DELETE', id: 'deleteImage', scope: 'delete' },
  summary: 'Deletes an image. Its bytes are erased when their grace period is over.',
  parameters: [
    name,
    ...conditions,
    { in: 'query', name: 'erase', text: '`true`: at once.', schema: { const: 'true' } },
  ],
  successes: {
    204: { text: 'Nothing serves it any more.' },
    200: { text: 'With `erase`: whether the bytes are gone.', contents: json(erasedAnswer) },
  },
  failures: ['bad-name', 'bad-option', 'not-found', 'precondition-failed', 'storage-full'],
};

const list: Operation = {
  ...{ path: '/api/images', method: 'GET', id: 'listImages', scope: 'read' },
  summary: 'A page of images, in order of the UTF-8 bytes of their names.',
  parameters: [
    { in: 'query', name: 'prefix', text: 'Only names that begin with it.' },
    { in: 'query', name: 'tag', text: 'Only images with this tag.' },
    { in: 'query', name: 'after', text: 'Only names behind it: `next` of the page before.' },
    { in: 'query', name: 'limit', text: '', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } },
  ],
  successes: { 200: { text: 'The page.', contents: json(pageAnswer) } },
  failures: ['bad-option'],
};
const post: Operation = {
  ...{ path: list.path, method: 'POST', id: 'postImage', scope: 'write' },
  summary: 'Stores a file of a form, the body itself, or what a URL gives; makes a name where none is given.',
  parameters: [...conditions, digest, ...said],
  bodies: [formContent, ...bytes('image/*'), ...json(importBody)],
  successes: stored,
  failures: [...uploadFailures, 'bad-source', 'source-timeout'],
};
const removeMany: Operation = {
  ...{ path: '/api/delete', method: 'POST', id: 'deleteImages', scope: 'delete', bodies: json(deleteBody) },
  summary: 'Deletes up to 1000 images, by names, prefix or tag, and answers for each.',
  successes: { 200: { text: 'What became of each.', contents: json(deletedAnswer) } },
  failures: ['bad-request', 'bad-option', 'too-large'],
};
const purge: Operation = {
  ...{ path: '/api/purge', method: 'POST', id: 'purge', scope: 'delete', bodies: json(purgeBody) },
  summary: 'Drops finished results, or erases what waits for the end of its grace period. Originals stay.',
  successes: { 200: { text: 'How many went.', contents: json(purgedAnswer) } },
  failures: ['bad-request', 'bad-name', 'bad-option', 'not-found', 'too-large'],
};
const ticket: Operation = {
  ...{ path: '/api/uploads', method: 'POST', id: 'makeTicket', scope: 'write', bodies: json(ticketBody) },
  summary: 'An upload ticket: its URL lets one image in, once, from any page and without a token.',
  successes: { 201: { text: 'The ticket.', contents: json(ticketAnswer) } },
  failures: ['bad-request', 'bad-name', 'bad-option', 'not-supported', 'over-limit', 'too-large', 'storage-full'],
};
const use: Operation = {
  ...{ path: '/api/uploads/{ticket}', method: 'POST', id: 'useTicket', scope: 'nobody' },
  summary: 'Stores an image by a ticket.',
  parameters: [{ in: 'path', name: 'ticket', text: 'The ticket.', required: true }, digest, ...said],
  bodies: [formContent, ...bytes('image/*')],
  successes: stored,
  failures: [...uploadFailures, 'forbidden', 'too-many-requests'],
};
const complete: Operation = {
  ...{ path: `${use.path}${completing}`, method: 'POST', id: 'completeTicket', scope: 'nobody' },
  summary: 'Makes an image of what was put into the bucket for a ticket with `direct`. Within a day of the PUT.',
  parameters: [{ in: 'path', name: 'ticket', text: 'The ticket.', required: true }, ...said],
  bodies: json(completeBody),
  successes: stored,
  failures: [...uploadFailures, 'forbidden', 'not-found', 'too-many-requests'],
};
const usePreflight: Operation = {
  ...{ path: use.path, method: 'OPTIONS', id: 'useTicketOptions', scope: 'nobody', failures: [] },
  summary: 'The preflight of any page.',
  parameters: [{ in: 'path', name: 'ticket', text: 'The ticket.', required: true }],
  successes: { 204: { text: 'It may.' } },
};
const completePreflight: Operation = { ...usePreflight, path: complete.path, id: 'completeTicketOptions' };

export const imageOperations = {
  image: [show, headOf(show), put, patch, remove],
  images: [list, headOf(list), post],
  delete: [removeMany],
  purge: [purge],
  tickets: [ticket],
  ticket: [use, { ...use, method: 'PUT', id: 'useTicketPut' }, usePreflight, complete, completePreflight],
} as const satisfies Readonly<Record<string, readonly Operation[]>>;
