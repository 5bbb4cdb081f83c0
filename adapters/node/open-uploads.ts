// Resumable uploads of the Node server: in the bucket, or beside the other data without one; tidied once an hour.
import { join } from 'node:path';
import { type Limits, type ResumableUploads, repeat, type Store, type Tell } from '../../core/index.ts';
import { openTusUploads } from '../uploads/tus/open-tus-uploads.ts';

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;

export interface OpenedUploads {
  readonly resumable: ResumableUploads;
  close(): void;
}

export async function openUploads(
  dataDirectory: string,
  { uploads: shared }: Pick<Store, 'uploads'>,
  limits: Limits,
  tell: Tell,
): Promise<OpenedUploads> {
  const uploads = await openTusUploads({
    place: shared ?? join(dataDirectory, 'uploads'),
    maxBytes: limits.uploadBytes,
  });
  const closing = new AbortController();
  const often = { firstMillis: minuteMillis, everyMillis: hourMillis };
  void repeat({ ...often, work: uploads.tidy, tell, failure: 'uploads.tidy-failed' }, closing.signal);
  return { resumable: uploads, close: () => closing.abort() };
}
