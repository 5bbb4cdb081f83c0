// Stands in for the write thread: says of the first commit of each batch that the disk failed, or ends as it is told.
import { parentPort } from 'node:worker_threads';

const fatal = { code: 'SQLITE_IOERR_FSYNC', message: 'disk I/O error', isFatal: true };

parentPort?.on('message', (batch: readonly unknown[] | 'close') => {
  if (batch === 'close') return parentPort?.close();
  if (JSON.stringify(batch).includes('crash')) throw new Error('gone');
  parentPort?.postMessage(batch.map((_, index) => (index === 0 ? fatal : undefined)));
});
parentPort?.postMessage('ready');
