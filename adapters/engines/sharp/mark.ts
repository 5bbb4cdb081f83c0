// The engine's name in result keys: everything whose change may change the bytes of a result.
import sharp from 'sharp';

// Raised by hand when this driver starts to give other pixels for the same operations.
const revision = 1;

// A libvips that was not shipped with sharp does not say its codecs' versions; its own has to do then.
const parts = ['sharp', 'vips', 'lcms', 'mozjpeg', 'png', 'zlib-ng', 'webp', 'heif', 'aom', 'cgif', 'imagequant'];

export function markOfSharp(): string {
  const versions: { readonly [part: string]: string | undefined } = sharp.versions;
  return [`r${revision}`, ...parts.map((part) => `${part}-${versions[part] ?? ''}`)].join(' ');
}
