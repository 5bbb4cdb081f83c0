// Small pictures for dialects to be tried on, no two pixels of which are alike along a diagonal.
import sharp from 'sharp';

export async function picture(width: number, height: number, ext: 'png' | 'jpg' | 'webp'): Promise<Uint8Array> {
  const raw = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 7 + Math.floor(at / width)) % 256);
  const pixels = sharp(raw, { raw: { width, height, channels: 3 } });
  return new Uint8Array(await pixels.toFormat(ext === 'jpg' ? 'jpeg' : ext).toBuffer());
}
