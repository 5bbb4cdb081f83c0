// squoosh's PNG codec without the glue of wasm-bindgen, which keeps its one instance for good.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import type { Instance } from './instances.ts';

export interface PngCodec {
  decode(bytes: Uint8Array): Pixels;
  encode(pixels: Pixels): Uint8Array;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  /** Calls back with the pixels. */
  decode(at: number, length: number): number;
  /** Answers place and length at `to`. */
  encode(to: number, at: number, length: number, width: number, height: number, bits: number): void;
  __wbindgen_malloc(length: number, align: number): number;
  __wbindgen_free(at: number, length: number, align: number): void;
  __wbindgen_add_to_stack_pointer(bytes: number): number;
}

const noPixels: Pixels = { data: new Uint8Array(0), width: 0, height: 0, channels: 4 };

export async function startPng(compiled: WebAssembly.Module): Promise<Instance<PngCodec>> {
  let drawn = noPixels;
  const view = (at: number, length: number) => new Uint8Array(exports.memory.buffer, at, length);
  const given = (bytes: Uint8Array) => {
    const at = exports.__wbindgen_malloc(bytes.length, 1);
    view(at, bytes.length).set(bytes);
    return at;
  };
  const taken = (at: number, length: number) => {
    const bytes = view(at, length).slice();
    exports.__wbindgen_free(at, length, 1);
    return bytes;
  };
  const exports = new WebAssembly.Instance(compiled, {
    wbg: importsOf(compiled, {
      newwithownedu8clampedarray(at, length, width, height) {
        drawn = { data: taken(at, length), width, height, channels: 4 };
      },
      throw(at, length) {
        throw new Error(new TextDecoder().decode(view(at, length)));
      },
    }),
  }).exports as unknown as Exports;
  const codec: PngCodec = {
    decode(bytes) {
      exports.decode(given(bytes), bytes.length);
      const decoded = drawn;
      drawn = noPixels;
      return decoded;
    },
    encode({ data, width, height }) {
      const answer = exports.__wbindgen_add_to_stack_pointer(-16);
      exports.encode(answer, given(data), data.length, width, height, 8);
      const [at = 0, length = 0] = new Int32Array(exports.memory.buffer, answer, 2);
      exports.__wbindgen_add_to_stack_pointer(16);
      return taken(at, length);
    },
  };
  return { codec, memory: exports.memory };
}

type Called = (at: number, length: number, width: number, height: number) => void;

// By the words in their names: what stands behind them is of a version. All others are of 16 bits, which are not asked for.
function importsOf(compiled: WebAssembly.Module, called: Readonly<Record<string, Called>>): WebAssembly.ModuleImports {
  const named = (name: string) => Object.entries(called).find(([word]) => name.includes(word))?.[1];
  const unknown = (name: string) => () => {
    throw new Error(`Nothing here answers to ${name}.`);
  };
  const names = WebAssembly.Module.imports(compiled).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, named(name) ?? unknown(name)]));
}
