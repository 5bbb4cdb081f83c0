// Group commit: what is committed while the disk is busy with others goes to it together, in the order of the calls,
// and costs one sync. Nobody waits for company: with nothing under way a commit goes at once.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Change, Failure } from '../../../core/index.ts';
import type { Outcome } from './commit-batch.ts';
import { sqliteFailure } from './sqlite-failure.ts';

// More would make the first of them wait for long.
const mostAtOnce = 1024;

export interface Writer {
  /** Resolves when the changes are durable. Fails as the Database port says. */
  commit(changes: readonly Change[]): Promise<void>;
  /** After all commits have been answered. May be called twice. */
  close(): Promise<void>;
}

interface Waiting {
  readonly changes: readonly Change[];
  readonly resolve: () => void;
  readonly reject: (failure: Failure) => void;
}

// From sources the thread is a .ts file, in a build it lies beside this code as .mjs.
const entry = new URL(import.meta.url.endsWith('.ts') ? './write-thread.ts' : './write-thread.mjs', import.meta.url);

/** The file must be there and have its newest schema. */
export async function openWriter(file: string, thread: URL = entry): Promise<Writer> {
  // Without the flags of this process, which are for its main thread.
  const worker = new Worker(thread, { workerData: file, execArgv: [] });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let queue: Waiting[] = [];
  let underWay: Waiting[] = [];
  let stopped: Failure | undefined;
  let closing: Promise<void> | undefined;
  // Heard when nothing is under way any more.
  let idle = () => {};

  const stop = (failure: Failure) => {
    stopped ??= failure;
    for (const { reject } of [...underWay.splice(0), ...queue.splice(0)]) reject(failure);
    idle();
  };
  worker.on('error', (error) => stop(sqliteFailure(error)));
  await Promise.race([once(worker, 'message').catch(() => {}), ended]);
  if (stopped !== undefined) throw stopped;
  // What is open does not keep a program from ending; a commit under way does.
  worker.unref();
  worker.on('message', (outcomes: readonly Outcome[]) => answer(outcomes));
  void ended.then(() => stop(closed()));

  return {
    commit: (changes) =>
      new Promise((resolve, reject) => {
        if (stopped !== undefined || closing !== undefined) return reject(stopped ?? closed());
        queue.push({ changes, resolve, reject });
        if (underWay.length === 0) send();
      }),
    close: () => (closing ??= close()),
  };

  function send(): void {
    underWay = queue.slice(0, mostAtOnce);
    queue = queue.slice(mostAtOnce);
    worker.ref();
    worker.postMessage(underWay.map(({ changes }) => changes));
  }

  function answer(outcomes: readonly Outcome[]): void {
    const answered = underWay;
    underWay = [];
    // The next batch goes to the disk before anybody is told of this one.
    const fatal = outcomes.find((outcome) => outcome?.isFatal);
    if (fatal !== undefined) stop(broken(fatal));
    else if (queue.length > 0) send();
    else rest();
    for (const [index, { resolve, reject }] of answered.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) resolve();
      else reject(sqliteFailure(Object.assign(new Error(outcome.message), { code: outcome.code })));
    }
  }

  function rest(): void {
    worker.unref();
    idle();
  }

  async function close(): Promise<void> {
    if (underWay.length > 0) await new Promise<void>((resolve) => (idle = resolve));
    worker.ref();
    worker.postMessage('close');
    await ended;
  }
}

function closed(): Failure {
  return new Failure('internal', 'The database is closed.');
}

// After a failed sync the kernel takes the lost pages for written: only a new start reads what the disk has.
function broken({ message }: { readonly message: string }): Failure {
  const sentence = 'The disk failed to keep a change: nothing is stored until the server is started again.';
  return new Failure('internal', sentence, {}, new Error(message));
}
