// Instances of codecs in WebAssembly. Their memory grows and never shrinks, and V8 is in no hurry to collect what was let go of
// it: so they are kept, and the next picture finds room in what the last one has left. Only where all together would
// be too much the others are let go.
import { budgetBytes } from './memory.ts';

export interface Instance<Codec> {
  readonly codec: Codec;
  readonly memory: WebAssembly.Memory;
}

// By the module they are compiled from, for the life of the isolate.
const kept = new Map<WebAssembly.Module, Instance<unknown>>();

/** `bytes`: what it and whoever calls will hold, about. An instance that has thrown is not used again. */
export async function withInstance<Codec, Result>(
  compiled: WebAssembly.Module,
  start: (compiled: WebAssembly.Module) => Promise<Instance<Codec>>,
  bytes: number,
  use: (codec: Codec) => Result,
): Promise<Result> {
  const known = kept.get(compiled) as Instance<Codec> | undefined;
  kept.delete(compiled);
  const others = [...kept.values()].reduce((sum, { memory }) => sum + memory.buffer.byteLength, 0);
  if (others + bytes > budgetBytes) kept.clear();
  const instance = known ?? (await start(compiled));
  const result = use(instance.codec);
  kept.set(compiled, instance);
  return result;
}
