// Decodes what this process has just encoded itself, to look at what is left of the picture. The decoder of a format
// that no original may have is opened for that moment only, and never while this process reads bytes from outside
// through another door: a render child does one thing at a time.
import sharp from 'sharp';
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import type { Ext, PictureExt } from '../../../core/index.ts';
import { onGrey } from './on-grey.ts';
import { toPixels } from './pixels.ts';
import { loaders } from './source.ts';

export type OwnDecoder = (ext: PictureExt, bytes: Uint8Array, signal: AbortSignal) => Promise<Pixels>;

export function createOwnDecoder(inputs: readonly Ext[]): OwnDecoder {
  const opened = new Map<PictureExt, number>();
  const open = (ext: PictureExt, change: 1 | -1) => {
    const users = (opened.get(ext) ?? 0) + change;
    opened.set(ext, users);
    if (inputs.includes(ext)) return;
    const operation = [loaders[ext] as string];
    if (users === 0) sharp.block({ operation });
    else sharp.unblock({ operation });
  };

  return async (ext, bytes, signal) => {
    open(ext, 1);
    try {
      return await toPixels('pixels', signal, () => onGrey(sharp(bytes, { limitInputPixels: false })));
    } finally {
      open(ext, -1);
    }
  };
}
