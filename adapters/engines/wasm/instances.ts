// Instances of codecs in WebAssembly. Their memory grows and never shrinks, so one that has grown is let go with the picture it
// has grown for; and so are all others before a picture that needs so much itself. What is left is used again.

export interface Instance<Codec> {
  readonly codec: Codec;
  readonly memory: WebAssembly.Memory;
}

/** Bytes of a memory that may stay: emscripten's begin with 17 million. */
const mostKept = 20_000_000;
/** A decoder and an encoder. */
const mostInstances = 2;

// By the module they are compiled from, for the life of the isolate; the last one was used last.
const kept = new Map<WebAssembly.Module, Instance<unknown>>();

/** `bytes`: what it will have to hold, about. An instance that has thrown is not used again. */
export async function withInstance<Codec, Result>(
  compiled: WebAssembly.Module,
  start: (compiled: WebAssembly.Module) => Promise<Instance<Codec>>,
  bytes: number,
  use: (codec: Codec) => Result,
): Promise<Result> {
  const known = kept.get(compiled) as Instance<Codec> | undefined;
  if (bytes > mostKept) kept.clear();
  else kept.delete(compiled);
  const instance = known ?? (await start(compiled));
  const result = use(instance.codec);
  if (instance.memory.buffer.byteLength <= mostKept) kept.set(compiled, instance);
  for (const oldest of [...kept.keys()].slice(0, -mostInstances)) kept.delete(oldest);
  return result;
}
