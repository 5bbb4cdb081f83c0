// One result: what is sent for it, and whether what came back is what was planned.
import { blurhashOf, thumbhashOf } from '../../../core/engine/pixels/placeholders.ts';
import {
  describeResult,
  type EncodeOp,
  encodedShape,
  Failure,
  type OutputExt,
  type PictureExt,
  type Rendered,
  type RenderTask,
  type Size,
  sameSize,
  sizeAfter,
} from '../../../core/index.ts';
import { callsOf } from './calls.ts';
import { cannot } from './cannot.ts';
import { lookSmall } from './look.ts';
import type { OpenSource } from './open-source.ts';
import { outputOf } from './output-of.ts';
import { type Images, refuseOther, type Sent, send } from './send.ts';
import { fromUpright, uprightSize } from './upright.ts';

type Task = Omit<RenderTask, 'source'>;

export async function render(images: Images, { bytes, shape }: OpenSource, task: Task): Promise<Rendered> {
  const { ops, encode, frames } = task;
  const planned = ops.reduce<Size>(sizeAfter, shape);
  const calls = callsOf(fromUpright(ops, shape), uprightSize(shape));
  const sent = { bytes, calls, images: task.images ?? [] };
  const { ext } = encode;
  if (isText(ext))
    return { bytes: await textOf(ext, images, sent, planned, { ...shape, byteLength: bytes.length }), ...planned };
  const made = await send(images, { ...sent, output: outputOf(encode, ext, frames) });
  refuseOther(made, ext);
  refuseOtherSize(encodedShape(ext, made), planned);
  return { bytes: made, width: planned.width, height: planned.height };
}

function isText(ext: EncodeOp['ext']): ext is Exclude<OutputExt, PictureExt> {
  return ext === 'json' || ext === 'blurhash' || ext === 'thumbhash' || ext === 'palette';
}

async function textOf(
  ext: Exclude<OutputExt, PictureExt>,
  images: Images,
  sent: Omit<Sent, 'output'>,
  planned: Size,
  original: Parameters<typeof describeResult>[1],
): Promise<Uint8Array> {
  if (ext === 'palette') throw cannot('format=palette');
  if (ext === 'json') return encoded(describeResult(planned, original));
  const small = await lookSmall(images, sent, planned);
  return encoded(ext === 'blurhash' ? blurhashOf(small) : thumbhashOf(small));
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

// The Images of wrangler dev leave out most of what they are sent: a picture of another size is not passed off as the
// one that was planned, under whose ETag and length it would be kept.
function refuseOtherSize(made: Size | undefined, { width, height }: Size): void {
  if (made === undefined || sameSize(made, { width, height })) return;
  const sizes = `${width}x${height} but received ${made.width}x${made.height}`;
  throw new Failure('not-supported', `Expected these Images to make ${sizes}: they leave out what was asked.`);
}
