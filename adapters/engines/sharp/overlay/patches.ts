// Makes the pixels of marks before a list is carried out, so that what works on raw pixels finds them at hand.

import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { premultiply, unpremultiply } from '../../../../core/engine/pixels/premultiply.ts';
import { turnedSize, turnOf } from '../../../../core/engine/turn.ts';
import { Failure } from '../../../../core/failure.ts';
import type { ImageMark, MarkSource, OverlayOp, PixelOp, TextMark } from '../../../../core/index.ts';
import { fromPixels, toPixels } from '../pixels.ts';
import type { OpenSource } from '../source.ts';
import { createTextMask } from './text-mask.ts';

// Under a symbol, so that lists compare and print as if it were not there.
const patch = Symbol('patch');

/** Pixels of the mark in four bands, turned. */
export interface PatchedOp extends OverlayOp {
  readonly [patch]: Pixels;
}

export function patchOf(op: OverlayOp): Pixels {
  const pixels = (op as Partial<PatchedOp>)[patch];
  if (pixels === undefined) throw new Failure('internal', 'Expected the pixels of a mark before its operation.');
  return pixels;
}

/** Answers the list with the pixels of its marks. Fails as opening their sources does. */
export type Patch = (
  ops: readonly PixelOp[],
  images: readonly MarkSource[] | undefined,
  signal: AbortSignal,
) => Promise<readonly PixelOp[]>;

export function createPatch(open: (source: MarkSource['source']) => Promise<OpenSource>): Patch {
  const textMask = createTextMask();

  const draw = async (mark: TextMark, signal: AbortSignal) => coloured(await textMask(mark, signal), mark);

  const decode = async ({ image, width, height }: ImageMark, images: readonly MarkSource[], signal: AbortSignal) => {
    const found = images.find(({ version }) => version === image);
    if (found === undefined) throw new Failure('internal', 'Expected the source of a mark beside its operation.');
    const source = await open(found.source);
    const turn = turnOf({ op: 'orient', orientation: source.orientation });
    const size = turnedSize({ width, height }, turn);
    return toPixels('source', signal, () =>
      source
        .image('first')
        .resize(size.width, size.height, { fit: 'fill' })
        .flop(turn.flop)
        .rotate(turn.degrees)
        .toColourspace('srgb')
        .ensureAlpha(),
    );
  };

  return async (ops, images = [], signal) => {
    const patched: PixelOp[] = [];
    for (const op of ops) {
      if (op.op !== 'overlay') patched.push(op);
      else {
        const { mark, degrees } = op;
        const pixels = 'text' in mark ? await draw(mark, signal) : await decode(mark, images, signal);
        const laid: PatchedOp = { ...op, [patch]: await turned(pixels, degrees, signal) };
        patched.push(laid);
      }
    }
    return patched;
  };
}

function coloured({ data, width, height, channels }: Pixels, { r, g, b }: TextMark): Pixels {
  const pixels = Buffer.alloc(width * height * 4);
  for (let at = 0; at < width * height; at += 1) pixels.set([r, g, b, data[at * channels] as number], at * 4);
  return { data: pixels, width, height, channels: 4 };
}

async function turned(pixels: Pixels, degrees: number, signal: AbortSignal): Promise<Pixels> {
  if (degrees === 0) return pixels;
  premultiply(pixels);
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  const result = await toPixels('pixels', signal, () => fromPixels(pixels).rotate(degrees, { background }));
  unpremultiply(result);
  return result;
}
