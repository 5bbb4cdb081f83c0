// Makes the pictures of the reference: the sources are stored in a server as users start it, and what it answers to an
// example's URL is the picture.
import { startProduct } from '../bench/product.ts';
import { type Example, examples } from './examples.ts';
import { drawMark, drawMoments, drawScan, drawScene } from './scene.ts';

export interface Picture {
  /** From the root of the checkout. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export const folder = 'infra/reference/pictures';

const sources = { scene: drawScene, scan: drawScan, mark: drawMark, moments: drawMoments };

/** The name of an example's picture: in the format that the example asks for, else WebP. */
export function pictureName(option: string, options: string): string {
  return `${option}.${/(?:^|,)f=(\w+)/.exec(options)?.[1] ?? 'webp'}`;
}

export function exampleOf(option: string): Example | undefined {
  const example = examples[option];
  return typeof example === 'string' ? { options: example, of: 'scene' } : example;
}

/** All pictures, made anew. */
export async function referencePictures(): Promise<readonly Picture[]> {
  const product = await startProduct({ IMG_RENDERERS: '1', IMG_REFINE: 'off' });
  try {
    for (const [name, draw] of Object.entries(sources)) await product.store(name, await draw());
    const shown = Object.keys(examples).map((name) => ({ name, ...(exampleOf(name) as Example) }));
    const originals = [...new Set(shown.map(({ of }) => of))].map((of) => ({ name: `of-${of}`, options: '_', of }));
    const pictures: Picture[] = [];
    for (const { name, options, of } of [...originals, ...shown]) {
      const format = /(^|,)f=/.test(options) ? '' : `${options === '_' ? '~' : ','}f=webp`;
      const bytes = await get(`${product.url}/img/${options}${format}/${of}`);
      pictures.push({ path: `${folder}/${pictureName(name, options)}`, bytes });
    }
    return pictures;
  } finally {
    await product.stop();
  }
}

async function get(url: string): Promise<Uint8Array> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`Expected a picture of ${url} but got ${answer.status}: ${await answer.text()}`);
  return new Uint8Array(await answer.arrayBuffer());
}
