// Uploads under way, a file of bytes and a file of facts each. What was acknowledged survives a power cut: bytes are synced
// before their offset is told, facts are put in place whole.
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ERRORS, Upload } from '@tus/utils';
import type { ReceivedUpload } from '../../../core/index.ts';
import { textsOf, UploadStore } from './upload-store.ts';

interface Facts extends ReceivedUpload {
  readonly size: number;
  /** The bytes have become an image, and are not here any more. */
  readonly done: boolean;
}

const idPattern = /^[\w-]{20,64}$/;

export class UploadFiles extends UploadStore {
  readonly #directory: string;

  /** The directory has to be there. */
  constructor(directory: string, millis: number) {
    super(millis);
    this.#directory = directory;
  }

  override async create(upload: Upload): Promise<Upload> {
    const { id, size = 0 } = upload;
    const begun = this.begunAs(id);
    upload.creation_date = new Date().toISOString();
    await (await open(this.#bytesPath(id), 'wx')).close();
    await this.#put({ id, ...begun, size, begunAt: upload.creation_date, done: false });
    return upload;
  }

  override async write(stream: AsyncIterable<Uint8Array>, id: string, offset: number): Promise<number> {
    const file = await open(this.#bytesPath(id), 'r+');
    let end = offset;
    try {
      for await (const chunk of stream) {
        // A disk that is nearly full takes less than it is given: a hole would be acknowledged.
        for (let done = 0; done < chunk.byteLength; ) {
          const { bytesWritten } = await file.write(chunk, done, chunk.byteLength - done, end);
          if (bytesWritten === 0)
            throw new Error(`Expected room for ${chunk.byteLength - done} bytes but none was written.`);
          done += bytesWritten;
          end += bytesWritten;
        }
      }
    } finally {
      // Also of what was cut off: its offset is told when the client asks where to go on.
      await file.datasync();
      await file.close();
    }
    return end;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { size, begunAt, done, metadata } = await this.factsOf(id);
    // To a client all the bytes are the image (tus-js-client asks no further). Where that was cut off by a crash or has
    // failed for now, the last byte is asked for once more, and with it the rest is done.
    const offset = done ? size : Math.min((await stat(this.#bytesPath(id))).size, size - 1);
    return new Upload({ id, size, offset, creation_date: begunAt, metadata: textsOf({ metadata }) });
  }

  override async remove(id: string): Promise<void> {
    await this.factsOf(id);
    await rm(this.#factsPath(id), { force: true });
    await rm(this.#bytesPath(id), { force: true });
  }

  override async deleteExpired(): Promise<number> {
    const before = Date.now() - this.getExpiration();
    let count = 0;
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined || found.mtimeMs > before) continue;
      await rm(path, { force: true });
      count += 1;
    }
    return count;
  }

  override async bytesOf(id: string): Promise<ReadableStream<Uint8Array>> {
    return Readable.toWeb(createReadStream(this.#bytesPath(id))) as ReadableStream<Uint8Array>;
  }

  override async isDone(id: string): Promise<boolean> {
    return (await this.factsOf(id)).done;
  }

  override async finish(id: string): Promise<void> {
    await this.#put({ ...(await this.factsOf(id)), done: true });
    await rm(this.#bytesPath(id), { force: true });
  }

  override async factsOf(id: string): Promise<Facts> {
    try {
      return JSON.parse(await readFile(this.#factsPath(id), 'utf8')) as Facts;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw ERRORS.FILE_NOT_FOUND;
      throw error;
    }
  }

  #bytesPath(id: string): string {
    if (!idPattern.test(id)) throw ERRORS.FILE_NOT_FOUND;
    return join(this.#directory, id);
  }

  #factsPath(id: string): string {
    return `${this.#bytesPath(id)}.json`;
  }

  async #put(facts: Facts): Promise<void> {
    const path = this.#factsPath(facts.id);
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(facts));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    const directory = await open(this.#directory, 'r');
    await directory.sync().finally(() => directory.close());
  }
}
