// Sources of every kind whose pixels lie differently in memory: what works on one of them may fail on the next.
import sharp from 'sharp';
import type { Ext } from '../../../core/index.ts';
import { drawAnimation, drawPicture, drawPixels } from '../../support/pictures.ts';

/** Of each of them. */
export const small = { width: 26, height: 18 };

export const kindsOfSources: readonly (readonly [kind: string, ext: Ext, draw: () => Promise<Uint8Array>])[] = [
  ['an opaque picture', 'png', () => drawPicture('png', small)],
  ['a translucent one', 'png', () => drawPicture('png', { ...small, alpha: true })],
  ['one with clear pixels', 'png', clear],
  ['16 bits', 'png', () => of(small).toColourspace('rgb16').png().toBuffer()],
  [
    '16 bits with alpha',
    'png',
    () =>
      of({ ...small, alpha: true })
        .toColourspace('rgb16')
        .png()
        .toBuffer(),
  ],
  ['grey', 'png', () => of(small).toColourspace('b-w').png().toBuffer()],
  [
    'grey with alpha',
    'png',
    () =>
      of({ ...small, alpha: true })
        .toColourspace('b-w')
        .png()
        .toBuffer(),
  ],
  ['a palette', 'png', () => of(small).png({ palette: true, colours: 16 }).toBuffer()],
  ['CMYK', 'jpg', () => of(small).toColourspace('cmyk').jpeg().toBuffer()],
  ['an animated GIF', 'gif', () => drawAnimation('gif', small, [50, 60, 70])],
  ['a translucent animated WebP', 'webp', () => drawAnimation('webp', { ...small, alpha: true }, [50, 60])],
];

function of(what: { width: number; height: number; alpha?: boolean }) {
  const { width, height, alpha = false } = what;
  return sharp(drawPixels(what), { raw: { width, height, channels: alpha ? 4 : 3 } });
}

// A third of it clear, and glaring where it cannot be seen.
function clear(): Promise<Uint8Array> {
  const { width, height } = small;
  const pixels = drawPixels({ ...small, alpha: true });
  for (let at = 0; at < pixels.length; at += 4) if ((at / 4) % width < 9) pixels.set([255, 0, 255, 0], at);
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}
