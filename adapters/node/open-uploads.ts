// Resumable uploads of the Node server: beside the other data, and tidied once an hour.
import { join } from 'node:path';
import { type Limits, type ResumableUploads, repeat, type Tell } from '../../core/index.ts';
import { openTusUploads } from '../uploads/tus/open-tus-uploads.ts';

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;

export interface OpenedUploads {
  readonly resumable: ResumableUploads;
  close(): void;
}

export async function openUploads(dataDirectory: string, limits: Limits, tell: Tell): Promise<OpenedUploads> {
  const uploads = await openTusUploads({
    directory: join(dataDirectory, 'uploads'),
    path: '/api/resumable',
    maxBytes: limits.uploadBytes,
    millis: 24 * hourMillis,
  });
  const closing = new AbortController();
  const often = { firstMillis: minuteMillis, everyMillis: hourMillis };
  void repeat({ ...often, work: uploads.tidy, tell, failure: 'uploads.tidy-failed' }, closing.signal);
  return { resumable: uploads, close: () => closing.abort() };
}
