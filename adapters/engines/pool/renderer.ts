// One child process with an engine in it: started, asked one thing at a time, killed. It is never trusted:
// an almost empty environment, no descriptor but its pipes, and SIGKILL as the only way of stopping it.
import { spawn } from 'node:child_process';
import process from 'node:process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../core/failure.ts';
import { damagedImage } from '../../../core/image/refuse-source.ts';
import { comeLast } from './come-last.ts';
import { type Confinement, unconfined } from './confinement.ts';
import { createFrameReader, parentDescriptor, writeFrame } from './frames.ts';
import type { Answer, Drop, PartReply, Request } from './messages.ts';
import { onlyChildOf, stopProcess } from './stop-process.ts';

export type OnPart = (part: PartReply, body: Uint8Array) => void;

export interface Renderer {
  readonly mark: string;
  /** It stands back for those that are not. */
  readonly forDear: boolean;
  /** False from the moment it is killed or has died. */
  readonly alive: boolean;
  /** Tasks that it has answered. */
  readonly tasks: number;
  /** What it held in memory before it began with the last of them. */
  readonly rssBytes: number;
  /** Fails when the child dies before it has answered. `onPart` hears what comes before the answer to a batch. */
  ask(request: Request, body: Uint8Array | undefined, onPart?: OnPart): Promise<Answer>;
  /** What of the batch under way has not begun need not be made any more; by its place in the request. */
  drop(place: number): void;
  kill(): void;
  /** Resolves when the process has ended, with what it had to say about it. */
  readonly ended: Promise<Failure>;
}

const environment = {
  // glibc's arenas fragment: with one, memory stays flat over thousands of renders.
  MALLOC_ARENA_MAX: '1',
  // One task at a time: a thread for sharp, one for reading the source.
  UV_THREADPOOL_SIZE: '2',
};

const keptOfErrors = 4096;
// What util-linux's unshare says when the process that it waited for was killed: it cannot end by the same signal.
const killedInside = /^unshare: sigprocmask unblock failed/m;
// A child that is stopped from outside while it starts would never say so.
const startMillis = 60_000;

/** Resolves when the child's engine is ready; fails with `internal` when it ends before that. */
export async function startRenderer(
  entry: URL | string,
  config: unknown,
  forDear = false,
  { command, flags }: Confinement = unconfined(),
): Promise<Renderer> {
  const module = entry instanceof URL ? fileURLToPath(entry) : entry;
  const [file = '', ...args] = [...command, process.execPath, ...flags, module, JSON.stringify(config)];
  const child = spawn(file, args, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const pipe = child.stdio[parentDescriptor] as Duplex;
  let waiting: PromiseWithResolvers<Answer> | undefined;
  let listening: OnPart | undefined;
  let alive = true;
  let errors = '';
  // The answer that says it is ready is not one to a task.
  let answers = -1;
  let rssBytes = 0;

  const next = (onPart?: OnPart) => {
    listening = onPart;
    waiting = Promise.withResolvers<Answer>();
    return waiting.promise;
  };
  let inner: number | undefined;
  const kill = () => {
    alive = false;
    stopProcess(child, inner);
  };
  const read = createFrameReader((head, body) => {
    const asked = waiting;
    // An answer that nobody asked for can only come from a child that is no longer ours.
    if (asked === undefined) throw new TypeError('No such answer.');
    if (isPart(head) && listening !== undefined) return listening(head, body);
    if (!isHead(head)) throw new TypeError('No such answer.');
    waiting = undefined;
    answers += 1;
    rssBytes = head.rssBytes;
    asked.resolve({ ...head, body });
  });

  pipe.on('data', (chunk: Buffer) => {
    try {
      read(chunk);
    } catch (error) {
      waiting?.reject(new Failure('internal', 'The image could not be rendered.', {}, error));
      kill();
    }
  });
  // A broken pipe is the end of the child, which is told below.
  pipe.on('error', () => {});
  child.stderr?.on('data', (text: Buffer) => {
    errors = (errors + text.toString()).slice(-keptOfErrors);
  });
  const ended = new Promise<Failure>((resolve) => {
    const end = (reason: Failure) => {
      alive = false;
      waiting?.reject(reason);
      pipe.destroy();
      resolve(reason);
    };
    child.on('error', (error) => end(new Failure('internal', 'A render process could not be started.', {}, error)));
    child.on('exit', (code, signal) => end(deathOf(code, signal, errors)));
  });

  const ready = next();
  const late = setTimeout(kill, startMillis);
  const { reply } = await ready.finally(() => clearTimeout(late));
  if (command.length > 0) inner = onlyChildOf(child.pid);
  comeLast(inner ?? child.pid, forDear);
  return {
    mark: (reply as { ready: string }).ready,
    forDear,
    get alive() {
      return alive;
    },
    get tasks() {
      return answers;
    },
    get rssBytes() {
      return rssBytes;
    },
    ask(request, body, onPart) {
      const answer = next(onPart);
      if (!alive) waiting?.reject(new Failure('overloaded', 'Rendering was stopped; try again later.'));
      writeFrame(pipe, request, body);
      return answer;
    },
    drop(place) {
      const message: Drop = { drop: place };
      if (alive && waiting !== undefined) writeFrame(pipe, message);
    },
    kill,
    ended,
  };
}

function isPart(head: unknown): head is PartReply {
  return typeof (head as Partial<PartReply> | null)?.place === 'number';
}

function isHead(head: unknown): head is Omit<Answer, 'body'> {
  const { reply, rssBytes } = (head ?? {}) as Partial<Answer>;
  return typeof reply === 'object' && reply !== null && typeof rssBytes === 'number';
}

/**
 * What the death of a child says about the picture it was working on. A decoder that crashes is brought to it by its
 * input, so the same input would do it again: `corrupt-image`. SIGKILL comes from outside, most likely because memory
 * ran out: another time may go well. A child that ends by itself is our fault.
 */
function deathOf(code: number | null, signal: NodeJS.Signals | null, errors: string): Failure {
  const cause = new Error(`render process ended with ${signal ?? `code ${code}`}: ${errors.trim()}`);
  if (signal === 'SIGKILL' || killedInside.test(errors))
    return new Failure('overloaded', 'Rendering was stopped; try again later.', {}, cause);
  if (signal !== null) return damagedImage(cause);
  return new Failure('internal', 'The image could not be rendered.', {}, cause);
}
