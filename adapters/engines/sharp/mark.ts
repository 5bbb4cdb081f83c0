// The engine's name in result keys: everything whose change may change the bytes of a result.
import { statSync } from 'node:fs';
import { fontFiles } from './overlay/fonts.ts';

// Raised by hand when this driver starts to give other pixels for the same operations.
const revision = 2;

// A libvips that was not shipped with sharp does not say its codecs' versions; its own has to do then.
const codecs = ['sharp', 'vips', 'lcms', 'mozjpeg', 'png', 'zlib-ng', 'webp', 'heif', 'aom', 'cgif', 'imagequant'];
const ofText = ['pango', 'harfbuzz', 'fribidi', 'freetype', 'cairo'];

/** `versions` are those of sharp. */
export function markOf(versions: Readonly<Record<string, string | undefined>>): string {
  const parts = [...codecs, ...ofText].map((part) => `${part}-${versions[part] ?? ''}`);
  // A font of another version has another length.
  const fonts = fontFiles().map((file) => statSync(file).size);
  return [`r${revision}`, ...parts, `fonts-${fonts.join('.')}`].join(' ');
}
