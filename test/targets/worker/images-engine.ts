// The least of an engine over the Images binding, for tests of what is around engines: what it says of a source, and its width.
import { Failure, type ImageEngine } from '../../../core/index.ts';

interface Images {
  info(bytes: ReadableStream): Promise<{ format: string; width: number; height: number }>;
  input(bytes: ReadableStream): {
    transform(how: object): { output(how: object): Promise<{ response(): Response }> };
  };
}

const exts = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' } as const;

export function createTestEngine(images: Images): ImageEngine {
  const streamOf = (bytes: Uint8Array) => new Response(bytes as Uint8Array<ArrayBuffer>).body as ReadableStream;
  const fail = async (): Promise<never> => {
    throw new Failure('unsupported-type', 'This engine is for tests only.');
  };
  return {
    mark: 'test',
    async probe(source) {
      const { format, width, height } = await images.info(streamOf(await source.bytes()));
      const ext = exts[format as keyof typeof exts];
      if (ext !== source.ext) throw new Failure('corrupt-image', `Expected ${source.ext} but received ${format}.`);
      const flags = { animated: false, alpha: false, progressive: false, orientation: 1 as const };
      return { ext, width, height, ...flags, frames: 1, thumbhash: 'AAAA', dominantColor: '#ff0000' };
    },
    async render({ source, ops }) {
      const shrink = ops.find((op) => 'width' in op) as { width: number; height: number } | undefined;
      const size = { width: shrink?.width ?? 10, height: shrink?.height ?? 10 };
      const made = images.input(streamOf(await source.bytes())).transform(size);
      const output = (await made.output({ format: 'image/png' })).response();
      return { bytes: new Uint8Array(await output.arrayBuffer()), ...size };
    },
    renderBatch: fail,
    bounds: fail,
    async close() {},
  };
}
