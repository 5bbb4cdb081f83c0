// The sources of a task in one frame: the picture, and the images that are laid over it. Their bytes lie one behind the
// other in its body; a source that the child reads by its path has none there.
import { readFileSync } from 'node:fs';
import type { EngineSource, MarkSource, RawPixels } from '../../../core/index.ts';

type Source = EngineSource | RawPixels;

export type SentSource = Omit<EngineSource, 'bytes' | 'digest'> | Omit<RawPixels, 'bytes'>;

/** An image that is laid over, as the child is told of it. */
export interface SentMark {
  readonly version: string;
  readonly source: Omit<EngineSource, 'bytes' | 'digest'>;
}

export function sentSource(source: Source): SentSource {
  if ('ext' in source) return sentEncoded(source);
  const { width, height, channels } = source;
  return { width, height, channels };
}

export function sentMarks(marks: readonly MarkSource[]): readonly SentMark[] {
  return marks.map(({ version, source }) => ({ version, source: sentEncoded(source) }));
}

function sentEncoded({ ext, byteLength, shape, path }: EngineSource): SentMark['source'] {
  return { ext, byteLength, ...(shape && { shape }), ...(path === undefined ? {} : { path }) };
}

/** Undefined where all are read by their paths. */
export async function bodyOf(picture: Source, marks: readonly MarkSource[]): Promise<Uint8Array | undefined> {
  const bytes = await Promise.all([picture, ...marks.map(({ source }) => source)].map(bytesOf));
  const given = bytes.filter((one) => one !== undefined);
  return given.length > 1 ? Buffer.concat(given) : given[0];
}

async function bytesOf(source: Source): Promise<Uint8Array | undefined> {
  if (!('ext' in source)) return source.bytes;
  return source.path === undefined ? source.bytes() : undefined;
}

/** The child's side. */
export function receivedSources(
  picture: SentSource,
  marks: readonly SentMark[],
  body: Uint8Array,
): { source: Source; images: readonly MarkSource[] } {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return body.subarray(at - length, at);
  };
  const source = 'ext' in picture ? encoded(picture, take) : { ...picture, bytes: take(pixelBytes(picture)) };
  return { source, images: marks.map((mark) => ({ ...mark, source: encoded(mark.source, take) })) };
}

function encoded(sent: SentMark['source'], take: (length: number) => Uint8Array): EngineSource {
  const { path } = sent;
  // At once: a child has nothing else to do meanwhile, and each step through a thread costs more than the reading.
  if (path !== undefined) return { ...sent, bytes: async () => readFileSync(path) };
  const bytes = take(sent.byteLength);
  return { ...sent, bytes: async () => bytes };
}

function pixelBytes({ width, height, channels }: Omit<RawPixels, 'bytes'>): number {
  return width * height * channels;
}
