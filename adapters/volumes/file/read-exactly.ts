// Reads a stretch of a file whole. A file that ends sooner is damaged, and a short answer would hide it.
import type { FileHandle } from 'node:fs/promises';
import { damaged } from './damaged.ts';
import { diskFailure } from './disk-failure.ts';

export async function readExactly(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  // Not zeroed, every byte is written below; not pooled, the caller owns the whole buffer.
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
  for (let offset = 0; offset < length; ) {
    const { bytesRead } = await read(file, bytes, offset, position + offset);
    if (bytesRead === 0) throw damaged();
    offset += bytesRead;
  }
  return bytes;
}

async function read(file: FileHandle, bytes: Uint8Array, offset: number, position: number) {
  try {
    return await file.read(bytes, offset, bytes.byteLength - offset, position);
  } catch (error) {
    throw diskFailure(error);
  }
}
