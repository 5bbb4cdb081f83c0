// Where the Worker is put together: its engine is chosen by what is bound, and what answers is handed back.
import { Failure, type Limits, limitsOf, refuse, type Tell } from '../../core/index.ts';
import { createImagesEngine } from '../engines/images-binding/images-engine.ts';
import { aloneDefaults, wasmDefaults } from './alone/alone-defaults.ts';
import { openAlone } from './alone/open-alone.ts';
import type { Answering } from './answering.ts';
import { chooseEngine } from './choose-engine.ts';
import { type Env, settingsOf } from './env.ts';
import { openOrigin } from './origin/open-origin.ts';

export interface WorkerParts {
  readonly tell: Tell;
  /** Of the request in which it is called: goes on with this although that has been answered. */
  readonly keepAlive: (work: Promise<unknown>) => void;
}

/** Settings that cannot be used are told once, and answered with 500 from then on: a Worker has no start that could fail. */
export function openWorker(env: Env, parts: WorkerParts): Answering {
  try {
    return open(env, parts);
  } catch (error) {
    parts.tell('worker.fail', { error });
    const failure = new Failure('internal', 'The settings of this Worker cannot be used; its log says why.');
    return async () => refuse(failure);
  }
}

function open(env: Env, parts: WorkerParts): Answering {
  const defaults = env.IMAGES === undefined ? wasmDefaults : aloneDefaults;
  const settings = settingsOf(env, env.IMG_ORIGIN_URL ? {} : defaults);
  const engine = chooseEngine(env, settings);
  parts.tell('worker.open', { engine });
  const { originUrl } = settings;
  if (originUrl !== undefined) return openOrigin({ ...settings, originUrl }, parts.tell);
  const { IMAGES: images, BUCKET: bucket } = env;
  // chooseEngine has seen it.
  if (bucket === undefined) throw new Failure('internal', 'Expected a bucket.');
  const limits = limitsOf(settings);
  const made =
    images === undefined
      ? { engine: () => loadWasm(limits), decodes: ['jpg', 'png', 'webp'] as const, makesAvif: false }
      : { engine: async () => createImagesEngine({ images, limits }), decodes: settings.inputs, makesAvif: true };
  return openAlone({ settings, bucket, ...made, ...parts });
}

// Who has no use for the codecs does not read them.
async function loadWasm(limits: Limits) {
  const { createWasmEngine } = await import('../engines/wasm/wasm-engine.ts');
  return createWasmEngine({ limits });
}
