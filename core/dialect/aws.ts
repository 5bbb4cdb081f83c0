// The dialect of AWS's Serverless Image Handler (Dynamic Image Transformation for Amazon CloudFront): base64 of JSON with edits,
// else its subset of thumbor; query edits over both.
// https://docs.aws.amazon.com/solutions/latest/serverless-image-handler/create-and-use-image-requests.html
import type { FailureCode } from '../failure.ts';
import type { Asked } from './asked.ts';
import { applyEdit, factsOf, formatIn, textIn } from './aws/edits.ts';
import { applyQuery, readQuery } from './aws/query.ts';
import { writeAws } from './aws/write.ts';
import { readBase64Text } from './base64.ts';
import type { Dialect, RefusalOf } from './dialect.ts';
import { refused } from './refused.ts';
import { type StageWords, say } from './stage-words.ts';
import type { ThumborFilter } from './thumbor/path.ts';
import { createReadThumbor } from './thumbor.ts';
import { createOnUnknown, type DialectTools } from './tools.ts';

export interface AwsRules {
  /** Of signed URLs: with it, no other URL is answered. */
  readonly secret: string | undefined;
}

export function createAwsDialect(tools: DialectTools, { secret }: AwsRules): Dialect {
  const unknown = createOnUnknown(tools, 'ignore');
  const readThumbor = createReadThumbor(tools, { filter: asThumbor, enlarge: true });

  const readJson = (facts: Readonly<Record<string, unknown>>): Asked => {
    const { bucket, key, edits, outputFormat, effort } = facts;
    // JSON can hold halves of characters, which no URL has.
    if (typeof key !== 'string' || !`${key}${textIn(bucket)}`.isWellFormed())
      throw refused('key', 'the key of an image');
    let words: StageWords = {};
    for (const [name, value] of Object.entries(factsOf(edits))) {
      const after = applyEdit(name, value, words);
      if (after === undefined) unknown(name, 'an edit');
      words = after ?? words;
    }
    if (outputFormat !== undefined) words = formatIn(outputFormat, words);
    if (typeof effort === 'number') words = say(words, 'encode', { effort });
    return { source: sourceIn(bucket, key), stages: [words] };
  };

  const sourceIn = (bucket: unknown, key: string): string =>
    tools.sourceOf(
      typeof bucket === 'string'
        ? `s3://${bucket}/${encodeURI(key.replace(/^\/+/, '')).replace(/[?#]/g, encodeURIComponent)}`
        : key,
    );

  const readPath = (path: string): Asked => {
    const json = jsonIn(path);
    if (json !== undefined) return readJson(json);
    const bare = path.replace(/^unsafe\//, '');
    // The bucket may stand in front of the key.
    const [, front = '', bucket, key = ''] = /^((?:.*\/)?)s3:([\w.-]+)\/(.+)$/.exec(bare) ?? [];
    return bucket === undefined
      ? readThumbor(bare)
      : readThumbor(`${front}${encodeURIComponent(`s3://${bucket}/`)}${key}`);
  };

  return {
    name: 'aws',
    refusal,

    read(target) {
      const mark = target.indexOf('?');
      const path = mark === -1 ? target : target.slice(0, mark);
      if (path === '') return undefined;
      const query = readQuery(`/${path}`, mark === -1 ? '' : target.slice(mark + 1), secret);
      const asked = readPath(path);
      const words = inTheirOrder(applyQuery(query, asked.stages[0] ?? {}));
      const { source, stages } = tools.canonical({ source: asked.source, stages: [words] });
      const { signed, expiresAt } = query;
      return { ...asked, source, stages, ...(signed && { signed }), ...(expiresAt !== undefined && { expiresAt }) };
    },

    write(recipe) {
      return writeAws(tools.canonical(recipe), secret);
    },
  };
}

// Either alphabet: theirs takes only the standard one, clients send both.
function jsonIn(path: string): Readonly<Record<string, unknown>> | undefined {
  const text = readBase64Text(path.replaceAll('%3D', '=').replaceAll('%2B', '+').replaceAll('%2F', '/'));
  if (text?.trimStart().startsWith('{') !== true) return undefined;
  try {
    return factsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

// What a filter is there and not in thumbor.
function asThumbor({ name, args, text }: ThumborFilter): ThumborFilter {
  if (name === 'rotate' && args[0] !== undefined) return { name, args: [String(-Number(args[0]))], text };
  if (name === 'watermark') return { name, args: [args[1] ?? '', ...args.slice(2)], text };
  return { name, args, text };
}

// Theirs turns before it mirrors: by a quarter, what mirrors left and right then mirrors top and bottom now.
function inTheirOrder(words: StageWords): StageWords {
  const { flip, rotate } = words;
  if (flip === undefined || rotate === undefined || Number(rotate.rotate) % 180 === 0) return words;
  const swapped = { h: 'v', v: 'h', hv: 'hv' }[String(flip.flip)];
  return { ...words, flip: { flip: swapped } };
}

const answers: Readonly<Partial<Record<FailureCode, readonly [status: number, code: string]>>> = {
  'bad-target': [400, 'RequestTypeError'],
  'bad-name': [400, 'ImageEdits::BadRequest'],
  'bad-option': [400, 'ImageEdits::BadRequest'],
  'not-supported': [422, 'ImageEdits::NotSupported'],
  forbidden: [403, 'SignatureDoesNotMatch'],
  expired: [400, 'ImageRequestExpired'],
  'not-found': [404, 'NoSuchKey'],
  'too-large': [413, 'TooLargeImageException'],
};

// The form of its errors: JSON with status, code and message.
const refusal: RefusalOf = ({ code, message }, ours) => {
  const [status, theirs] = answers[code] ?? [ours, 'InternalError'];
  return { status, body: { mediaType: 'application/json', text: JSON.stringify({ status, code: theirs, message }) } };
};
