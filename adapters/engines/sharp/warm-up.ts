// Makes libvips do once what it does at its first picture, so that no request waits for it.
import sharp from 'sharp';

export async function warmUp(): Promise<void> {
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000' } })
    .resize(1, 1)
    .jpeg()
    .toBuffer();
}
