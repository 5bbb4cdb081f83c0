// The pictures that every server under test begins with, and its settings.
import { drawAnimation, drawPicture } from '../../support/pictures.ts';
import type { Client } from './target.ts';

export const uploadLimit = 300 * 1024;

/** Of both servers; what unsigned URLs may ask is added to it. */
export const contractSettings: Readonly<Record<string, string>> = {
  IMG_KEYS: `k2:${'ab'.repeat(32)},k1:${'cd'.repeat(32)}`,
  IMG_TOKEN: 'the-token-of-the-contract',
  IMG_LIMIT_UPLOAD_BYTES: `${uploadLimit / 1024}KiB`,
  IMG_PIPELINES: 'small=w=40,f=webp',
  IMG_RENDERERS: '1',
};

export const photo = await drawPicture('jpg', { width: 300, height: 200 });
/** As a telephone on its side makes it: 100 × 60 once it is upright. */
const turned = await drawPicture('jpg', { width: 60, height: 100, orientation: 6 });
const drawing = await drawPicture('png', { width: 80, height: 60, alpha: true });
export const moving = await drawAnimation('gif', { width: 40, height: 30 }, [100, 100, 100]);

/** Name, as it stands in a URL, and bytes. */
const pictures = { 'photo.jpg': photo, 'a/turned.jpg': turned, 'drawing.png': drawing, 'moving.gif': moving };

/** `moves`: whether the target takes animations; it refuses them where not. */
export async function storePictures(client: Client, moves: boolean): Promise<void> {
  for (const [name, bytes] of Object.entries(pictures)) {
    const { status } = await client.put(name, bytes);
    const wanted = name === 'moving.gif' && !moves ? 415 : 201;
    if (status !== wanted) throw new Error(`Expected ${wanted} for ${name} but received ${status}.`);
  }
}
