// Uploads under way in a bucket: any of its servers takes the next request of one.
import { ERRORS, Upload } from '@tus/utils';
import { begunAtOf, type FoundUpload, type ReceivedUpload, type StagedUploads } from '../../../core/index.ts';
import { textsOf, UploadStore } from './upload-store.ts';

type About = Pick<ReceivedUpload, 'terms' | 'metadata'>;

// Clocks differ, and what was begun in time may be at its end.
const marginMillis = 3_600_000;

export class UploadObjects extends UploadStore {
  readonly #uploads: StagedUploads;

  constructor(uploads: StagedUploads, millis: number) {
    super(millis);
    this.#uploads = uploads;
  }

  override async create(upload: Upload): Promise<Upload> {
    const { id, size = 0 } = upload;
    upload.creation_date = begunAt(id);
    await this.#uploads.begin(id, { about: this.begunAs(id), byteLength: size });
    return upload;
  }

  override async write(stream: AsyncIterable<Uint8Array>, id: string, offset: number): Promise<number> {
    const found = await this.#find(id);
    if (offset !== offsetOf(found)) throw ERRORS.INVALID_OFFSET;
    // Its last byte is asked for once more, and here already.
    if (offset < found.received) return offset + (await lengthOf(stream));
    const end = await this.#uploads.append(id, found, stream);
    if (end === undefined) throw ERRORS.INVALID_OFFSET;
    return end;
  }

  override async getUpload(id: string): Promise<Upload> {
    const found = await this.#find(id);
    const { byteLength: size, about } = found;
    const metadata = textsOf(about as About);
    return new Upload({ id, size, offset: offsetOf(found), creation_date: begunAt(id), metadata });
  }

  override async remove(id: string): Promise<void> {
    await this.#find(id);
    await this.#uploads.remove(id);
  }

  override deleteExpired(): Promise<number> {
    return this.#uploads.tidy(Date.now() - this.getExpiration() - marginMillis);
  }

  override async factsOf(id: string): Promise<ReceivedUpload> {
    const { about } = await this.#find(id);
    return { id, begunAt: begunAt(id), ...(about as About) };
  }

  override async bytesOf(id: string): Promise<ReadableStream<Uint8Array>> {
    return this.#uploads.read(id, await this.#find(id));
  }

  override async isDone(id: string): Promise<boolean> {
    return (await this.#uploads.find(id))?.done ?? false;
  }

  override finish(id: string): Promise<void> {
    return this.#uploads.finish(id);
  }

  async #find(id: string): Promise<FoundUpload> {
    const found = await this.#uploads.find(id);
    if (found === undefined) throw ERRORS.FILE_NOT_FOUND;
    return found;
  }
}

/** To a client all the bytes are the image, as in UploadFiles. */
function offsetOf({ done, received, byteLength }: FoundUpload): number {
  return done ? byteLength : Math.min(received, byteLength - 1);
}

function begunAt(id: string): string {
  return new Date(begunAtOf(id) ?? 0).toISOString();
}

async function lengthOf(stream: AsyncIterable<Uint8Array>): Promise<number> {
  let sum = 0;
  for await (const { byteLength } of stream) sum += byteLength;
  return sum;
}
