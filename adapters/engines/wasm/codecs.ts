// The codecs, each fetched with the first picture that needs it, and kept: the memory of WebAssembly never shrinks, but is
// used again. With an instance for each picture it grew by 125 MB a picture before it was collected.
import type { Pixels } from '../../../core/engine/pixels/pixels.ts';
import { type EncodeOp, Failure } from '../../../core/index.ts';

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

// By glue, for the life of the isolate, as wasm-bindgen keeps its own.
const running = new Map<unknown, Promise<unknown>>();

async function started<M>(factory: unknown, compiled: WebAssembly.Module): Promise<M> {
  const codec = running.get(factory) ?? start(factory as Factory<unknown>, compiled);
  running.set(factory, codec);
  return (await codec) as M;
}

function start(factory: Factory<unknown>, compiled: WebAssembly.Module): Promise<unknown> {
  return factory({
    noInitialRun: true,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(compiled, imports);
      done(instance);
      return instance.exports;
    },
  });
}

export type Decode = (bytes: Uint8Array) => Promise<Pixels>;

export const decoders: { readonly [Ext in 'jpg' | 'png' | 'webp']: Decode } = {
  async jpg(bytes) {
    const [glue, wasm] = await Promise.all([
      import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
      import('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'),
    ]);
    const codec = await started<{ decode(data: Uint8Array, keep: boolean): Drawn | null }>(glue.default, wasm.default);
    // It lies as it is stored: our operations turn it.
    return pixelsOf(codec.decode(bytes, false));
  },
  async png(bytes) {
    const { decode } = await pngCodec();
    return pixelsOf(decode(bytes) as unknown as Drawn);
  },
  async webp(bytes) {
    const [glue, wasm] = await Promise.all([
      import('@jsquash/webp/codec/dec/webp_dec.js'),
      import('@jsquash/webp/codec/dec/webp_dec.wasm'),
    ]);
    const codec = await started<{ decode(data: Uint8Array): Drawn | null }>(glue.default, wasm.default);
    return pixelsOf(codec.decode(bytes));
  },
};

export type Write = (pixels: Pixels, op: EncodeOp) => Promise<Uint8Array>;

export const encoders: { readonly [Ext in 'jpg' | 'png' | 'webp']: Write } = {
  async jpg({ data, width, height }, { quality, progressive = false, mozjpeg = false, chroma }) {
    const [glue, wasm, { defaultOptions }] = await Promise.all([
      import('@jsquash/jpeg/codec/enc/mozjpeg_enc.js'),
      import('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'),
      import('@jsquash/jpeg/meta.js'),
    ]);
    const codec = await started<{ encode: Encode }>(glue.default, wasm.default);
    const kept = Number(quality ?? 80);
    // From 90 up chroma is kept whole, as the other engines do.
    const whole = chroma === undefined ? kept >= 90 : chroma === '4:4:4';
    return madeOf(
      codec.encode(data, width, height, {
        ...defaultOptions,
        quality: kept,
        progressive,
        // The tables of JPEG's annex K, or those that mozjpeg has chosen.
        quant_table: mozjpeg ? 3 : 0,
        trellis_multipass: mozjpeg,
        auto_subsample: false,
        chroma_subsample: whole ? 1 : 2,
      }),
    );
  },
  async png({ data, width, height }) {
    const { encode } = await pngCodec();
    return madeOf(encode(data, width, height, 8));
  },
  async webp({ data, width, height }, { quality, lossless = false, effort = 2 }) {
    const [glue, wasm, { defaultOptions }] = await Promise.all([
      import('@jsquash/webp/codec/enc/webp_enc_simd.js'),
      import('@jsquash/webp/codec/enc/webp_enc_simd.wasm'),
      import('@jsquash/webp/meta.js'),
    ]);
    const codec = await started<{ encode: Encode }>(glue.default, wasm.default);
    const how = { ...defaultOptions, quality: Number(quality ?? 80), method: effort, lossless: lossless ? 1 : 0 };
    return madeOf(codec.encode(data, width, height, how));
  },
};

/** wasm-bindgen keeps one instance for good; its decoder lets go of its memory within it. */
async function pngCodec() {
  const [glue, wasm] = await Promise.all([
    import('@jsquash/png/codec/pkg/squoosh_png.js'),
    import('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'),
  ]);
  await glue.default(wasm.default);
  return glue;
}

function pixelsOf(drawn: Drawn | null): Pixels {
  if (drawn === null || drawn === undefined) throw new Error('The decoder gave up.');
  const { data, width, height } = drawn;
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height, channels: 4 };
}

function madeOf(bytes: Uint8Array | null): Uint8Array {
  if (bytes === null) throw new Failure('internal', 'The image could not be rendered.');
  return bytes;
}
