// Uploads under way, a file of bytes and a file of facts each. What was acknowledged survives a power cut: bytes are synced
// before their offset is told, facts are put in place whole.
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataStore, ERRORS, Upload } from '@tus/utils';
import type { ReceivedUpload } from '../../../core/index.ts';

export interface Facts extends ReceivedUpload {
  readonly size: number;
  /** RFC 3339. */
  readonly begunAt: string;
  /** The bytes have become an image, and are not here any more. */
  readonly done: boolean;
}

const idPattern = /^[\w-]{20,64}$/;

/** What the library needs of a store; the facts of an upload have to be noted before the library creates it. */
export class UploadFiles extends DataStore {
  readonly #directory: string;
  readonly #millis: number;
  readonly #begun = new Map<string, Pick<Facts, 'terms' | 'metadata'>>();

  constructor(directory: string, millis: number) {
    super();
    this.#directory = directory;
    this.#millis = millis;
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  }

  begin(id: string, facts: Pick<Facts, 'terms' | 'metadata'>): void {
    this.#begun.set(id, facts);
  }

  override async create(upload: Upload): Promise<Upload> {
    const { id, size = 0 } = upload;
    const begun = this.#begun.get(id);
    this.#begun.delete(id);
    if (begun === undefined) throw ERRORS.FILE_NOT_FOUND;
    upload.creation_date = new Date().toISOString();
    await (await open(this.bytesOf(id), 'wx')).close();
    await this.#put({ id, ...begun, size, begunAt: upload.creation_date, done: false });
    return upload;
  }

  override async write(stream: AsyncIterable<Uint8Array>, id: string, offset: number): Promise<number> {
    const file = await open(this.bytesOf(id), 'r+');
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
    const offset = done ? size : Math.min((await stat(this.bytesOf(id))).size, size - 1);
    const texts = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, value ?? null]));
    return new Upload({ id, size, offset, creation_date: begunAt, metadata: texts });
  }

  override async remove(id: string): Promise<void> {
    await this.factsOf(id);
    await rm(this.#factsPath(id), { force: true });
    await rm(this.bytesOf(id), { force: true });
  }

  override async deleteExpired(): Promise<number> {
    const before = Date.now() - this.#millis;
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

  override getExpiration(): number {
    return this.#millis;
  }

  /** From then on the upload counts as done until its time is over: its client may ask once more. */
  async finish(facts: Facts): Promise<void> {
    await this.#put({ ...facts, done: true });
    await rm(this.bytesOf(facts.id), { force: true });
  }

  /** Throws the library's own refusal where there is no such upload. */
  async factsOf(id: string): Promise<Facts> {
    try {
      return JSON.parse(await readFile(this.#factsPath(id), 'utf8')) as Facts;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw ERRORS.FILE_NOT_FOUND;
      throw error;
    }
  }

  bytesOf(id: string): string {
    if (!idPattern.test(id)) throw ERRORS.FILE_NOT_FOUND;
    return join(this.#directory, id);
  }

  #factsPath(id: string): string {
    return `${this.bytesOf(id)}.json`;
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
