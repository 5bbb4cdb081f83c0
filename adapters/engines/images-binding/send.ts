// Sends a list of calls to the binding and takes the bytes of its answer.
import { Failure, type MarkSource, type PictureExt, sniff } from '../../../core/index.ts';
import type { Call } from './calls.ts';
import type { Draw } from './draw.ts';
import { translated } from './translate.ts';

/** The part of `env.IMAGES` that is used. */
export type Images = Pick<ImagesBinding, 'input'>;

export interface Sent {
  readonly bytes: Uint8Array;
  readonly calls: readonly Call[];
  readonly output: ImageOutputOptions;
  readonly images: readonly MarkSource[];
}

export async function send(images: Images, { bytes, calls, output, images: marks }: Sent): Promise<Uint8Array> {
  const drawn = await marksOf(calls, marks);
  return translated(async () => {
    let handle = images.input(streamOf(bytes));
    for (const call of calls) {
      if ('transform' in call) handle = handle.transform(call.transform);
      else handle = handle.draw(markOf(images, call.draw, drawn), call.draw.options);
    }
    const result = await handle.output(output);
    return new Uint8Array(await result.response().arrayBuffer());
  });
}

/** Where an AVIF would take it too long Images answers another format, under whose name nobody has asked for it. */
export function refuseOther(bytes: Uint8Array, ext: PictureExt): void {
  if (sniff(bytes.subarray(0, 64)) === ext) return;
  throw new Failure('over-limit', `Cloudflare Images does not write ${ext} of so many pixels; ask for fewer.`);
}

function markOf(images: Images, { image, transforms }: Draw, drawn: ReadonlyMap<string, Uint8Array>): ImageTransformer {
  const bytes = drawn.get(image);
  if (bytes === undefined) throw new Failure('internal', 'Expected the source of a mark beside its operation.');
  return transforms.reduce((handle, transform) => handle.transform(transform), images.input(streamOf(bytes)));
}

async function marksOf(calls: readonly Call[], marks: readonly MarkSource[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = new Set(calls.flatMap((call) => ('draw' in call ? [call.draw.image] : [])));
  const used = marks.filter(({ version }) => wanted.has(version));
  return new Map(await Promise.all(used.map(async ({ version, source }) => [version, await source.bytes()] as const)));
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream();
}
