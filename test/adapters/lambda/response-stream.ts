// A stream that keeps what is written to it, as slowly as it is told to.
import { Writable } from 'node:stream';
import type { ResponseStream } from '../../../adapters/lambda/runtime.ts';

export interface Written {
  readonly stream: ResponseStream & Writable;
  readonly contentTypes: readonly string[];
  bytes(): Buffer;
}

export function openStream(highWaterMark = 2 ** 30, take: () => Promise<void> = async () => {}): Written {
  const chunks: Buffer[] = [];
  const contentTypes: string[] = [];
  const writable = new Writable({
    highWaterMark,
    write(chunk, _, done) {
      chunks.push(chunk);
      take().then(() => done(), done);
    },
  });
  const setContentType = (type: string) => void contentTypes.push(type);
  return { stream: Object.assign(writable, { setContentType }), contentTypes, bytes: () => Buffer.concat(chunks) };
}
