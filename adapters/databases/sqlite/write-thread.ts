// The one writer of pDatabase: a thread of its own, so that no request waits while the disk makes a commit durable.
// Takes batches of commits, answers their outcomes, and ends when it is told to close.
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { createCommitBatch } from './commit-batch.ts';
import { setDurable } from './durable-pragmas.ts';

// How long a batch waits for another program's lock. Those behind it wait as well, so it is short.
const busyMillis = 2000;

const connection = new Sqlite(workerData, { fileMustExist: true, timeout: busyMillis });
setDurable(connection);
const commitBatch = createCommitBatch(connection);

parentPort?.on('message', (batch) => {
  if (batch === 'close') {
    connection.close();
    // Ends this thread only. Not by closing the port, which Deno 2.9 can not.
    process.exit();
  }
  parentPort?.postMessage(commitBatch(batch));
});
parentPort?.postMessage('ready');
