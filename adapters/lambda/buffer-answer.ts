// An answer as one JSON object: for function URLs with InvokeMode BUFFERED, and where the runtime streams nothing.
import { Failure, refuse } from '../../core/index.ts';
import { type Prelude, preludeOf } from './prelude.ts';

export interface BufferedAnswer extends Prelude {
  readonly body: string;
  readonly isBase64Encoded: true;
}

// Of the whole JSON: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const mostBytes = 6 * 1024 ** 2;

/** What is too long for it becomes a refusal that says so: Lambda itself would only say that something went wrong. */
export async function bufferAnswer(response: Response): Promise<BufferedAnswer> {
  const announced = Number(response.headers.get('content-length') ?? 0);
  const head = preludeOf(response);
  if (response.body !== null && lengthOf(head, announced) > mostBytes) {
    await response.body.cancel();
    return bufferAnswer(refuseLarge(announced));
  }
  const bytes = Buffer.from(await response.arrayBuffer());
  if (lengthOf(head, bytes.byteLength) > mostBytes) return bufferAnswer(refuseLarge(bytes.byteLength));
  return { ...head, body: bytes.toString('base64'), isBase64Encoded: true };
}

function lengthOf(head: Prelude, byteLength: number): number {
  const framed: BufferedAnswer = { ...head, body: '', isBase64Encoded: true };
  return Buffer.byteLength(JSON.stringify(framed)) + Math.ceil(byteLength / 3) * 4;
}

function refuseLarge(byteLength: number): Response {
  const sentence = `Expected an answer of about 4.5 MB at most, because this function buffers answers, but this one has ${byteLength} bytes.`;
  return refuse(new Failure('over-limit', sentence, { limit: mostBytes }));
}
