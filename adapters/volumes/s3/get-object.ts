// One GET: the headers as they come, the bytes when somebody asks for them.
import type { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { type ByteRange, Failure } from '../../../core/index.ts';
import { type Calls, type Patience, s3Failure, statusOf } from './calls.ts';

export interface Asked {
  readonly key: string;
  /** Only if it is this ETag. */
  readonly ifMatch?: string | undefined;
  /** Only if it is not this one. */
  readonly ifNoneMatch?: string | undefined;
  /** Not empty. */
  readonly range?: ByteRange | undefined;
  /** The headers only. */
  readonly bodiless?: boolean;
  readonly patience?: Patience;
}

export interface Got {
  readonly etag: string;
  /** Of the whole object. */
  readonly byteLength: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Undefined where it was asked for without. */
  readonly body: Readable | undefined;
}

/** Undefined where there is none, or another than was asked for. `unsatisfiable`: it is shorter than the range. */
export async function getObject(calls: Calls, asked: Asked): Promise<Got | 'same' | 'unsatisfiable' | undefined> {
  const { key, ifMatch, ifNoneMatch, range, bodiless = false, patience } = asked;
  const input = {
    ...{ Bucket: calls.bucket, Key: key, IfMatch: ifMatch, IfNoneMatch: ifNoneMatch },
    ...(range && { Range: `bytes=${range.start}-${range.end - 1}` }),
  };
  try {
    const found = await calls.send(
      (client, abortSignal) =>
        bodiless
          ? client.send(new HeadObjectCommand(input), { abortSignal })
          : client.send(new GetObjectCommand(input), { abortSignal }),
      patience,
    );
    const body = 'Body' in found ? (found.Body as Readable | undefined) : undefined;
    const byteLength = lengthIn(found, range);
    if (byteLength === undefined) {
      body?.destroy();
      throw new Failure('internal', 'The storage of originals answers with other bytes than were asked for.');
    }
    return { etag: found.ETag ?? '', byteLength, metadata: found.Metadata ?? {}, body };
  } catch (error) {
    const status = statusOf(error);
    if (status === 304) return 'same';
    if (status === 416) return 'unsatisfiable';
    if (status === 412 || (status === 404 && (error as Error).name !== 'NoSuchBucket')) return undefined;
    throw s3Failure(error);
  }
}

/** Of the whole. Undefined for an answer that does not say which bytes it has, or has others: not every proxy keeps ranges and lengths. */
function lengthIn(
  { ContentLength, ContentRange }: { ContentLength?: number | undefined; ContentRange?: string | undefined },
  range: ByteRange | undefined,
): number | undefined {
  if (range === undefined) return ContentRange === undefined ? ContentLength : undefined;
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(ContentRange ?? '') ?? [];
  return Number(start) === range.start ? Number(total) : undefined;
}
