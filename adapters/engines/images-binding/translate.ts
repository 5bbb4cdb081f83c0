// The one place where errors of the binding become Failures with our own words. Its codes:
// https://developers.cloudflare.com/images/reference/errors/
import { Failure, type FailureCode } from '../../../core/index.ts';

const rows: Readonly<Record<number, readonly [FailureCode, string]>> = {
  9402: ['over-limit', 'Expected an image of fewer bytes.'],
  9412: ['unsupported-type', 'Expected an image of a format that Cloudflare Images reads.'],
  9413: ['over-limit', 'Expected an image and a result of fewer pixels.'],
  9420: ['unsupported-type', 'Expected an image of a format that Cloudflare Images reads.'],
  9422: ['overloaded', 'Cloudflare Images has no transformations left for this account.'],
  9516: ['corrupt-image', 'The image is damaged or incomplete.'],
  9520: ['unsupported-type', 'Expected a format that Cloudflare Images reads and writes.'],
  9522: ['overloaded', 'Cloudflare Images is too busy.'],
  9527: ['overloaded', 'Cloudflare Images is too busy for an image of this size.'],
  9528: ['aborted', 'Cloudflare Images gave the work up.'],
  9529: ['timeout', 'Cloudflare Images took too long.'],
};

export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    const [code, words] = rows[codeOf(error)] ?? ['internal', 'The image could not be rendered.'];
    throw new Failure(code, words, {}, error);
  }
}

// A number of its own, or only in the words: `… ERROR 9520: …`.
function codeOf(error: unknown): number {
  const { code, message = '' } = error as { code?: unknown; message?: string };
  return typeof code === 'number' ? code : Number(/\b9\d{3}\b/.exec(message)?.[0] ?? 0);
}
