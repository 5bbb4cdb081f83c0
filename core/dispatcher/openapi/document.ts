// The OpenAPI 3.1 document: generated from the schemas that requests are checked against, and from the table of problems.
import { toJsonSchema } from '@valibot/to-json-schema';
import type { FailureCode } from '../../failure.ts';
import { problems } from '../problem.ts';
import type { Room } from '../target.ts';
import { accessOperations } from './access-operations.ts';
import { deliveryOperations } from './delivery-operations.ts';
import { imageOperations } from './image-operations.ts';
import type { Content, Operation, Parameter, Schema } from './operation.ts';
import { resumableOperations } from './resumable-operations.ts';

/** All rooms but those that answer nothing, and foreign dialects, whose URLs are their own. */
type Described = Exclude<Room, 'api' | 'unknown' | 'dialect'>;

export const operations: Readonly<Record<Described, readonly Operation[]>> = {
  ...deliveryOperations,
  ...imageOperations,
  ...accessOperations,
  ...resumableOperations,
};

// What the adapters refuse before a room is asked is among them.
const anyFailures: readonly FailureCode[] = [
  'bad-target',
  'target-too-long',
  'headers-too-large',
  'method-not-allowed',
  'request-timeout',
  'storage-unavailable',
  'overloaded',
  'internal',
];
const managedFailures: readonly FailureCode[] = ['unauthorized', 'forbidden', 'too-many-requests', 'aborted'];

const problem = {
  type: 'object',
  description: 'RFC 9457. `code` is what programs should look at.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { enum: Object.keys(problems) },
    subject: { type: 'string' },
    expected: { type: 'string' },
    received: { type: 'string' },
    limit: { type: 'number' },
  },
} as const;

/** Plain JSON. */
export function openApiDocument(): Readonly<Record<string, unknown>> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'ImageServer',
      version: '1',
      description: 'Keeps original images and gives them back transformed by URL. Names may contain "/".',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [],
    paths: pathsOf(Object.entries(operations)),
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      },
    },
  };
}

function pathsOf(rooms: readonly (readonly [string, readonly Operation[]])[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [room, list] of rooms) {
    for (const operation of list) {
      paths[operation.path] = {
        ...paths[operation.path],
        [operation.method.toLowerCase()]: described(room, operation),
      };
    }
  }
  return paths;
}

function described(room: string, operation: Operation) {
  const { id, summary, scope, parameters, bodies, successes, failures } = operation;
  const isManaged = scope !== 'nobody';
  const codes = [...anyFailures, ...(isManaged ? managedFailures : []), ...failures];
  return {
    operationId: id,
    summary,
    tags: [room],
    ...(isManaged && {
      description: `Takes a token with the scope \`${scope}\`.`,
      security: [{ bearer: [] }, { key: [] }],
    }),
    ...(parameters && { parameters: parameters.map(parameterOf) }),
    ...(bodies && { requestBody: { required: true, content: contentOf(bodies, 'input') } }),
    responses: { ...refusalsOf(codes), ...successesOf(successes) },
  };
}

function parameterOf({ text, schema = { type: 'string' }, ...rest }: Parameter) {
  return { ...rest, ...(text !== '' && { description: text }), schema };
}

function contentOf(contents: readonly Content[], side: 'input' | 'output') {
  return Object.fromEntries(
    contents.map(({ mediaType, schema }) => [mediaType, schema ? { schema: jsonOf(schema, side) } : {}]),
  );
}

function successesOf(successes: Operation['successes']) {
  return Object.fromEntries(
    Object.entries(successes).map(([status, { text, contents }]) => [
      status,
      { description: text, ...(contents && { content: contentOf(contents, 'output') }) },
    ]),
  );
}

/** One answer for each status: the codes that share it. */
function refusalsOf(codes: readonly FailureCode[]) {
  const byStatus = Object.groupBy([...new Set(codes)], (code) => String(problems[code].status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, shared = []]) => {
      const schema = {
        allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: shared } } }],
      };
      const description = shared.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' ');
      return [status, { description, content: { 'application/problem+json': { schema } } }];
    }),
  );
}

// What JSON Schema has no words for (checks of our own) is said in descriptions, and checked all the same.
function jsonOf(schema: Schema, typeMode: 'input' | 'output'): object {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode, errorMode: 'ignore', target: 'draft-2020-12' });
  return rest;
}
