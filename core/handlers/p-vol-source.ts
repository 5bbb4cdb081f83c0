// A stored image as an engine takes it: by path where the volume has one, by bytes where it has not.
import type { EngineSource } from '../engine/image-engine.ts';
import { Failure } from '../failure.ts';
import { type ImageMeta, recordOf } from '../image/image-meta.ts';
import type { Body, PersistentVolume } from '../volume/persistent-volume.ts';

/** Fails with `damaged-original`: most damage decodes without an error, to another picture. */
export async function pVolSource(pVol: PersistentVolume, meta: ImageMeta): Promise<EngineSource> {
  const path = pVol.locate(meta.imgAddr);
  if (path !== undefined) await pVol.assure(meta.imgAddr);
  return {
    ext: meta.ext,
    byteLength: meta.byteLength,
    digest: meta.digest,
    shape: recordOf(meta),
    ...(path === undefined ? {} : { path }),
    async bytes() {
      const stored = await pVol.read(meta.imgAddr);
      if (stored === undefined) throw new Failure('internal', `The bytes of "${meta.name}" are missing.`);
      return wholeOf(stored.body);
    },
  };
}

async function wholeOf(body: Body): Promise<Uint8Array> {
  return body instanceof Uint8Array ? body : new Uint8Array(await new Response(body).arrayBuffer());
}
