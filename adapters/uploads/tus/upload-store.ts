// What the library needs of a store, and what this driver needs of one beside that.
import { DataStore, ERRORS } from '@tus/utils';
import type { ReceivedUpload } from '../../../core/index.ts';

type Begun = Pick<ReceivedUpload, 'terms' | 'metadata'>;

/** The facts of an upload have to be noted before the library creates it. */
export abstract class UploadStore extends DataStore {
  readonly #millis: number;
  readonly #begun = new Map<string, Begun>();

  /** An upload may take so long, from its begin. */
  constructor(millis: number) {
    super();
    this.#millis = millis;
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  }

  begin(id: string, facts: Begun): void {
    this.#begun.set(id, facts);
  }

  /** What was noted, once. */
  protected begunAs(id: string): Begun {
    const begun = this.#begun.get(id);
    this.#begun.delete(id);
    if (begun === undefined) throw ERRORS.FILE_NOT_FOUND;
    return begun;
  }

  override getExpiration(): number {
    return this.#millis;
  }

  /** Throws the library's own refusal where there is no such upload. */
  abstract factsOf(id: string): Promise<ReceivedUpload>;
  /** Of all that has come. */
  abstract bytesOf(id: string): Promise<ReadableStream<Uint8Array>>;
  /** Whether they have become an image, at whichever server. */
  abstract isDone(id: string): Promise<boolean>;
  /** From then on the upload counts as done until its time is over: its client may ask once more. */
  abstract finish(id: string): Promise<void>;
}

/** As the library has them. */
export function textsOf({ metadata }: Pick<ReceivedUpload, 'metadata'>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, value ?? null]));
}
