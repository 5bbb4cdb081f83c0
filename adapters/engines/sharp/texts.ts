// One row for each text about a picture: made of the pixels that an encoder would have got.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { blurhashOf, thumbhashOf, thumbhashSide } from '../../../core/engine/pixels/placeholders.ts';
import { describeResult } from '../../../core/image/describe-result.ts';
import type { EncodeOp, EngineSource, OutputExt, TextExt } from '../../../core/index.ts';
import { paletteOf } from './palette.ts';
import { fromPixels, toPixels } from './pixels.ts';
import type { OpenSource } from './source.ts';

interface About {
  readonly pixels: Pixels;
  readonly op: EncodeOp;
  readonly source: OpenSource;
  readonly byteLength: EngineSource['byteLength'];
  readonly signal: AbortSignal;
}

// BlurHash keeps at most 9 × 9 waves: more pixels than these change none of its digits.
const blurhashSide = 64;

const rows: Readonly<Record<TextExt, (about: About) => Promise<string>>> = {
  json: async ({ pixels, source, byteLength }) => describeResult(pixels, { ...source, byteLength }),

  blurhash: async ({ pixels, signal }) => blurhashOf(await small(pixels, blurhashSide, signal)),
  thumbhash: async ({ pixels, signal }) => thumbhashOf(await small(pixels, thumbhashSide, signal)),

  palette: async ({ pixels, op, signal }) => JSON.stringify(await paletteOf(pixels, op.colors ?? 6, signal)),
};

export function isText(ext: OutputExt): ext is TextExt {
  return ext in rows;
}

export async function textOf(ext: TextExt, about: About): Promise<Uint8Array> {
  return new TextEncoder().encode(await rows[ext](about));
}

// Inside of a square, with alpha.
function small(pixels: Pixels, side: number, signal: AbortSignal): Promise<Pixels> {
  return toPixels('pixels', signal, () =>
    fromPixels(pixels).resize(side, side, { fit: 'inside', withoutEnlargement: true }).ensureAlpha(),
  );
}
