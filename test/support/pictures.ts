// Draws small pictures for tests. Nothing here reads a file.
import sharp from 'sharp';
import type { EngineSource, Ext, PictureExt } from '../../core/index.ts';

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** With an alpha channel that fades from left to right. */
  readonly alpha?: boolean;
  /** Draws another picture. */
  readonly seed?: number;
}

/** Raw pixels, three bands or four, in which no two corners are alike, so that every turn and mirror shows. */
export function drawPixels({ width, height, alpha = false, seed = 0 }: Drawing): Uint8Array {
  const bands = alpha ? 4 : 3;
  const data = new Uint8Array(width * height * bands);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * bands;
      data[at] = 40 + (170 * x) / Math.max(1, width - 1);
      data[at + 1] = 30 + (180 * y) / Math.max(1, height - 1);
      data[at + 2] = 60 + 50 * Math.sin((x + seed) / 3) + 50 * Math.cos((y * 2 + seed) / 5);
      if (alpha) data[at + 3] = 55 + (200 * x) / Math.max(1, width - 1);
    }
  }
  return data;
}

/** An encoded picture; `orientation` is written as an EXIF tag, with an sRGB profile beside it, and turns nothing. */
export async function drawPicture(
  ext: PictureExt | 'tiff',
  drawing: Drawing & { readonly orientation?: number },
): Promise<Uint8Array> {
  const { width, height, alpha = false, orientation } = drawing;
  const image = sharp(drawPixels(drawing), { raw: { width, height, channels: alpha ? 4 : 3 } });
  const tagged = orientation === undefined ? image : image.withMetadata({ orientation });
  return tagged.toFormat(ext === 'jpg' ? 'jpeg' : ext, ext === 'avif' ? { effort: 0 } : {}).toBuffer();
}

/** An animation in which every frame is a drawing of its own; `delay` has one entry a frame. */
export async function drawAnimation(
  ext: 'gif' | 'webp',
  { width, height, alpha = false }: Drawing,
  delay: readonly number[],
  loop = 0,
): Promise<Uint8Array> {
  const frames = delay.map((_, index) => drawPixels({ width, height, alpha, seed: index * 7 }));
  const strip = { width, height: height * delay.length, channels: alpha ? 4 : 3, pageHeight: height } as const;
  return sharp(Buffer.concat(frames), { raw: strip })
    .toFormat(ext, { delay: [...delay], loop, ...(ext === 'gif' ? { dither: 0 } : { lossless: true }) })
    .toBuffer();
}

export function sourceOf(ext: Ext, bytes: Uint8Array): EngineSource {
  return { ext, byteLength: bytes.length, bytes: async () => bytes };
}
