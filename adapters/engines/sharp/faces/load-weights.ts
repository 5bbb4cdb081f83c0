// The weights of the detector: they come in a package, 190 KB, each a byte with a scale and an offset of its layer.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** By the name of the layer and of what it is there. */
export type Weights = ReadonlyMap<string, Float32Array>;

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly quantization: { readonly scale: number; readonly min: number };
}

const name = 'tiny_face_detector_model';

export async function loadWeights(): Promise<Weights> {
  const { resolve } = createRequire(import.meta.url);
  const folder = join(dirname(resolve('@vladmandic/face-api/package.json')), 'model');
  const manifest = JSON.parse(await readFile(join(folder, `${name}-weights_manifest.json`), 'utf8'));
  const bytes = await readFile(join(folder, `${name}.bin`));
  const weights = new Map<string, Float32Array>();
  let at = 0;
  for (const { name: layer, shape, quantization } of manifest[0].weights as readonly Entry[]) {
    const length = shape.reduce((product, side) => product * side, 1);
    const { scale, min } = quantization;
    weights.set(
      layer,
      Float32Array.from(bytes.subarray(at, at + length), (byte) => byte * scale + min),
    );
    at += length;
  }
  return weights;
}
