// What third-party modules do to raw pixels. They are bound to their operations before anything is planned.

import type { Pixels } from '../../../../core/engine/pixels/pixels.ts';
import { Failure } from '../../../../core/failure.ts';
import type { ForeignModule, OpOf, PixelOp } from '../../../../core/index.ts';

type Work = NonNullable<ForeignModule['pixels']>;
type BoundOp = OpOf<'pixels'> & { readonly work?: Work };

export type BindModules = (ops: readonly PixelOp[]) => readonly PixelOp[];

export function createBindModules(modules: readonly ForeignModule[]): BindModules {
  const known = new Map(modules.map((module) => [module.name, module]));
  const bound = (op: OpOf<'pixels'>): BoundOp => {
    const module = known.get(op.module);
    if (module?.pixels === undefined || module.version !== op.version) throw failed(op);
    return { ...op, work: (...given) => (module.pixels as Work)(...given) };
  };
  return (ops) => ops.map((op) => (op.op === 'pixels' ? bound(op) : op));
}

export async function foreign(pixels: Pixels, op: OpOf<'pixels'>): Promise<Pixels> {
  const { work, config, width, height } = op as BoundOp;
  const { channels } = pixels;
  const info = { width: pixels.width, height: pixels.height, channels, output: { width, height } };
  const data = await made(op, async () => work?.(pixels.data, info, config));
  if (!(data instanceof Uint8Array) || data.length !== width * height * channels) {
    throw failed(op, new Error(`Expected ${width * height * channels} bytes but received ${data?.length}.`));
  }
  return { data, width, height, channels };
}

async function made(op: OpOf<'pixels'>, work: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
  try {
    return await work();
  } catch (error) {
    throw failed(op, error);
  }
}

// Its own words may tell what nobody outside has to know: they go to the log.
function failed({ module }: OpOf<'pixels'>, cause?: unknown): Failure {
  return new Failure('internal', `The module "${module}" could not make the picture.`, {}, cause);
}
