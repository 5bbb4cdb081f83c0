// Makes the record of an image whose row is lost from its bytes, as an upload of the same bytes would.
import { open, stat } from 'node:fs/promises';
import { addrTypes, Failure, type ImageEngine, type ImageMeta, noUserMeta, sniff } from '../../../core/index.ts';

// Enough to tell an SVG behind a long prologue from other text.
const headBytes = 4096;

/** `nameOf` hears the extension. Fails with `unsupported-type` and as the engine's probe does. */
export async function probeOriginal(
  engine: ImageEngine,
  { path, digest, byteLength }: { readonly path: string; readonly digest: string; readonly byteLength: number },
  nameOf: (ext: string) => string,
  signal: AbortSignal,
): Promise<ImageMeta> {
  const ext = sniff(await headOf(path));
  if (ext === undefined) throw new Failure('unsupported-type', 'Expected an image but found other bytes.');
  const source = { ext, byteLength, path, bytes: () => Promise.reject(new Error('The path was to be used.')) };
  const probe = await engine.probe(source, signal);
  const { mtimeMs } = await stat(path);
  const at = Math.floor(mtimeMs);
  return {
    ...probe,
    ...{ name: nameOf(ext), addrType: addrTypes.pVol, imgAddr: digest, digest, byteLength },
    createdAt: at,
    writtenAt: at,
    changedAt: at,
    ...noUserMeta,
  };
}

async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const head = new Uint8Array(headBytes);
    const { bytesRead } = await handle.read(head, 0, headBytes, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
