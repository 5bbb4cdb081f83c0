// Which of the three engines this Worker has, by what is bound to it.
import { Failure, type Settings } from '../../core/index.ts';
import type { Env } from './env.ts';

/** `origin`: a server behind it. `images`: Cloudflare's Images over R2. `wasm`: codecs of its own over R2. */
export type EngineName = 'origin' | 'images' | 'wasm';

/** Fails with `bad-request` where none is bound, or two that exclude each other. */
export function chooseEngine({ IMAGES, BUCKET }: Env, { originUrl }: Pick<Settings, 'originUrl'>): EngineName {
  if (originUrl !== undefined) {
    if (IMAGES === undefined && BUCKET === undefined) return 'origin';
    throw refused('IMG_ORIGIN_URL without the bindings BUCKET and IMAGES', 'both');
  }
  if (BUCKET !== undefined) return IMAGES === undefined ? 'wasm' : 'images';
  throw refused(
    'IMG_ORIGIN_URL, or an R2 bucket bound as BUCKET (with Images bound as IMAGES, or the WASM codecs)',
    IMAGES === undefined ? 'neither' : 'IMAGES alone',
  );
}

function refused(expected: string, received: string): Failure {
  return new Failure('bad-request', `Expected ${expected} but received ${received}.`);
}
