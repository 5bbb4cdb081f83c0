// Operations of delivery and of the rooms for probes.
import type { FailureCode } from '../../failure.ts';
import { healthAnswer, readyAnswer } from './answers.ts';
import { bytes, headOf, json, type Operation, type Parameter } from './operation.ts';

const name: Parameter = { in: 'path', name: 'name', text: 'Of the image; may contain "/".', required: true };
const conditions: readonly Parameter[] = ['If-None-Match', 'If-Modified-Since', 'If-Match', 'If-Unmodified-Since'].map(
  (field) => ({ in: 'header', name: field, text: 'RFC 9110, section 13.1.' }),
);
const signature: readonly Parameter[] = [
  {
    in: 'query',
    name: 'exp',
    text: 'Unix seconds from which on a signed URL opens nothing.',
    schema: { type: 'integer' },
  },
  { in: 'query', name: 's', text: 'Signature, `{kid}.{mac}`; always last.' },
];
const failures: readonly FailureCode[] = [
  'bad-option',
  'bad-name',
  'forbidden',
  'expired',
  'not-found',
  'precondition-failed',
];
const options = (path: string, id: string): Operation => ({
  ...{ path, method: 'OPTIONS', id, summary: 'What may be asked here, also as a preflight.', scope: 'nobody' },
  ...{ successes: { 204: { text: 'The methods.' } }, failures: [] },
});
const open = { scope: 'nobody', method: 'GET', failures: [] } as const;

const img: Operation = {
  ...open,
  path: '/img/{options}/{name}',
  id: 'transform',
  summary: 'A transformation of an image: see infra/reference/options.md for what `options` may say.',
  parameters: [
    { in: 'path', name: 'options', text: '`_` for none, or `key=value,…`; stages separated by `~`.', required: true },
    name,
    ...signature,
    ...conditions,
    { in: 'header', name: 'Accept', text: 'Has a say where f=auto.' },
  ],
  successes: {
    200: { text: 'The picture, or a text about it.', contents: bytes('image/*', 'application/json', 'text/plain') },
    304: { text: 'Has not changed.' },
  },
  failures: [
    ...failures,
    ...(['not-supported', 'corrupt-image', 'over-limit', 'damaged-original', 'timeout', 'aborted'] as const),
    ...(['bad-source', 'source-timeout', 'too-large', 'unsupported-type', 'storage-full'] as const),
    'too-many-requests',
  ],
};

const original: Operation = {
  ...open,
  path: '/original/{name}',
  id: 'original',
  summary: 'The stored bytes of an image, whole or a range of them.',
  parameters: [
    ...[name, ...signature, ...conditions],
    { in: 'header', name: 'Range', text: 'One range of bytes; several get the whole.' },
    { in: 'header', name: 'If-Range', text: 'RFC 9110, section 13.1.5.' },
  ],
  successes: {
    200: { text: 'All bytes.', contents: bytes('image/*') },
    206: { text: 'The range.', contents: bytes('image/*') },
    307: { text: 'A large image (IMG_REDIRECT_BYTES): where the bucket itself hands it out.' },
    304: { text: 'Has not changed.' },
  },
  failures: [...failures, 'range-not-satisfiable', 'aborted', 'damaged-original'],
};

const home: Operation = {
  ...{ ...open, path: '/', id: 'home', summary: 'A page to try the server.' },
  successes: { 200: { text: 'The page.', contents: bytes('text/html') } },
};
const healthz: Operation = {
  ...{ ...open, path: '/healthz', id: 'health', summary: 'Whether the process answers.' },
  successes: { 200: { text: 'It does.', contents: json(healthAnswer) } },
};
const readyz: Operation = {
  ...{ ...open, path: '/readyz', id: 'readiness', summary: 'Whether it can do its work.' },
  successes: {
    200: { text: 'It can.', contents: json(readyAnswer) },
    503: { text: 'It cannot.', contents: json(readyAnswer) },
  },
};
const metrics: Operation = {
  ...{ path: '/metrics', method: 'GET', id: 'metrics', scope: 'read', failures: ['not-found'] },
  summary: 'What the server counts (Prometheus). IMG_METRICS says who may ask.',
  successes: { 200: { text: 'The figures.', contents: bytes('text/plain') } },
};
const openapi: Operation = {
  ...{ ...open, path: '/api/openapi.json', id: 'openapi', summary: 'This document.' },
  successes: { 200: { text: 'OpenAPI 3.1.', contents: bytes('application/json') } },
};
const docs: Operation = {
  ...{ ...open, path: '/api/docs', id: 'docs', summary: 'This document as a page.' },
  successes: { 200: { text: 'The page.', contents: bytes('text/html') } },
};

const withHead = (get: Operation) => [get, headOf(get)];

export const deliveryOperations = {
  img: [...withHead(img), options(img.path, 'transformOptions')],
  original: [...withHead(original), options(original.path, 'originalOptions')],
  home: withHead(home),
  healthz: withHead(healthz),
  readyz: withHead(readyz),
  metrics: withHead(metrics),
  openapi: withHead(openapi),
  docs: withHead(docs),
} as const;
