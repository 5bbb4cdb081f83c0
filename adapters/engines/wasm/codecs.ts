// The codecs, each fetched with the first picture that needs it.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { type EncodeOp, Failure } from '../../../core/index.ts';
import { type Instance, withInstance } from './instances.ts';
import { encodingBytes } from './memory.ts';
import { startPng } from './png-codec.ts';

/** What emscripten's glue is called with. */
type Factory<M> = (options: {
  readonly noInitialRun: boolean;
  instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): WebAssembly.Exports;
}) => Promise<M>;

interface Drawn {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

type Encode = (data: Uint8Array, width: number, height: number, options: object) => Uint8Array | null;

/** Of emscripten. */
function startOf<Codec>(factory: unknown): (compiled: WebAssembly.Module) => Promise<Instance<Codec>> {
  return async (compiled) => {
    let memory: WebAssembly.Memory | undefined;
    const codec = await (factory as Factory<Codec>)({
      noInitialRun: true,
      instantiateWasm(imports, done) {
        const instance = new WebAssembly.Instance(compiled, imports);
        memory = Object.values(instance.exports).find((one) => one instanceof WebAssembly.Memory);
        done(instance);
        return instance.exports;
      },
    });
    if (memory === undefined) throw new Error('Expected a codec with a memory.');
    return { codec, memory };
  };
}

/** `needed`: bytes that are held for it, about. */
export type Decode = (bytes: Uint8Array, needed: number) => Promise<Pixels>;

export const decoders: { readonly [Ext in 'jpg' | 'png' | 'webp']: Decode } = {
  async jpg(bytes, needed) {
    const [glue, wasm] = await Promise.all([
      import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
      import('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'),
    ]);
    const start = startOf<{ decode(data: Uint8Array, keep: boolean): Drawn | null }>(glue.default);
    // It lies as it is stored: our operations turn it.
    return withInstance(wasm.default, start, needed, (codec) => pixelsOf(codec.decode(bytes, false)));
  },
  async png(bytes, needed) {
    const wasm = await import('@jsquash/png/codec/pkg/squoosh_png_bg.wasm');
    return withInstance(wasm.default, startPng, needed, (codec) => codec.decode(bytes));
  },
  async webp(bytes, needed) {
    const [glue, wasm] = await Promise.all([
      import('@jsquash/webp/codec/dec/webp_dec.js'),
      import('@jsquash/webp/codec/dec/webp_dec.wasm'),
    ]);
    const start = startOf<{ decode(data: Uint8Array): Drawn | null }>(glue.default);
    return withInstance(wasm.default, start, needed, (codec) => pixelsOf(codec.decode(bytes)));
  },
};

export type Write = (pixels: Pixels, op: EncodeOp) => Promise<Uint8Array>;

export const encoders: { readonly [Ext in 'jpg' | 'png' | 'webp']: Write } = {
  async jpg({ data, width, height }, op) {
    const { quality, progressive = false, mozjpeg = false, chroma } = op;
    const [glue, wasm, { defaultOptions }] = await Promise.all([
      import('@jsquash/jpeg/codec/enc/mozjpeg_enc.js'),
      import('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'),
      import('@jsquash/jpeg/meta.js'),
    ]);
    const kept = Number(quality ?? 80);
    // From 90 up chroma is kept whole, as the other engines do.
    const whole = chroma === undefined ? kept >= 90 : chroma === '4:4:4';
    const how = {
      ...defaultOptions,
      quality: kept,
      progressive,
      // The tables of JPEG's annex K, or those that mozjpeg has chosen.
      quant_table: mozjpeg ? 3 : 0,
      trellis_multipass: mozjpeg,
      auto_subsample: false,
      chroma_subsample: whole ? 1 : 2,
    };
    const needed = encodingBytes(op, width * height);
    const start = startOf<{ encode: Encode }>(glue.default);
    return withInstance(wasm.default, start, needed, (codec) => madeOf(codec.encode(data, width, height, how)));
  },
  async png(pixels, op) {
    const wasm = await import('@jsquash/png/codec/pkg/squoosh_png_bg.wasm');
    const needed = encodingBytes(op, pixels.width * pixels.height);
    return withInstance(wasm.default, startPng, needed, (codec) => codec.encode(pixels));
  },
  async webp({ data, width, height }, op) {
    const { quality, lossless = false, effort = 2 } = op;
    const [glue, wasm, { defaultOptions }] = await Promise.all([
      import('@jsquash/webp/codec/enc/webp_enc_simd.js'),
      import('@jsquash/webp/codec/enc/webp_enc_simd.wasm'),
      import('@jsquash/webp/meta.js'),
    ]);
    const how = { ...defaultOptions, quality: Number(quality ?? 80), method: effort, lossless: lossless ? 1 : 0 };
    const needed = encodingBytes(op, width * height);
    const start = startOf<{ encode: Encode }>(glue.default);
    return withInstance(wasm.default, start, needed, (codec) => madeOf(codec.encode(data, width, height, how)));
  },
};

function pixelsOf(drawn: Drawn | null): Pixels {
  if (drawn === null || drawn === undefined) throw new Error('The decoder gave up.');
  const { data, width, height } = drawn;
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height, channels: 4 };
}

function madeOf(bytes: Uint8Array | null): Uint8Array {
  if (bytes === null) throw new Failure('internal', 'The image could not be rendered.');
  return bytes;
}
