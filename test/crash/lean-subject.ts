// The lean process as a subject: requests go down its standard input, answers come up its standard output.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Answer, Start, Subject } from './subject.ts';

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly refused?: string;
}

/** `fault` plants one: see lean-process.ts. `under`: a program and its arguments that starts it. */
export function startLean(program: string, fault = '', under: readonly string[] = []): Start {
  return async (dataDirectory) => {
    const [first = '', ...rest] = [...under, process.execPath, program, dataDirectory, fault];
    // One thread for files: who counts its calls counts all. A group of its own: what it is under goes with it.
    const env = { ...process.env, ...(under.length > 0 && { UV_THREADPOOL_SIZE: '1' }) };
    const child = spawn(first, rest, { stdio: ['pipe', 'pipe', 'pipe'], env, detached: true });
    const waiting = new Map<number, (reply: Reply | undefined) => void>();
    let said = '';
    let next = 0;
    child.stderr.on('data', (text) => (said += text));
    child.stdin.on('error', () => {});
    const ended = once(child, 'close').then(() => {
      for (const answer of waiting.values()) answer(undefined);
      waiting.clear();
    });
    const lines = createInterface(child.stdout);
    const ready = once(lines, 'line');
    lines.on('line', (line) => {
      const reply = readReply(line);
      if (reply === undefined) return;
      waiting.get(reply.id)?.(reply);
      waiting.delete(reply.id);
    });
    const isReady = await Promise.race([ready.then(() => true), ended.then(() => false)]);
    if (!isReady) throw new Error(`The lean process did not start: ${said}`);

    const ask = (op: string, name = '', serial = 0): Promise<Reply | undefined> => {
      const id = next++;
      return new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve(undefined);
        waiting.set(id, resolve);
        child.stdin.write(`${JSON.stringify({ id, op, name, serial })}\n`);
      });
    };
    const subject: Subject = {
      put: async (name, serial) => outcomeOf(await ask('put', name, serial)),
      remove: async (name) => outcomeOf(await ask('remove', name)),
      backUp: async (destination) => outcomeOf(await ask('backup', destination)),
      async contents() {
        const reply = await ask('contents');
        if (!Array.isArray(reply?.answer)) throw new Error(`Expected contents but received ${reply?.refused} ${said}`);
        return new Map(reply.answer);
      },
      async kill() {
        if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
        await ended;
      },
    };
    return subject;
  };
}

// The last line of a killed process may be cut; then it was not heard.
function readReply(line: string): Reply | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function outcomeOf(reply: Reply | undefined): Answer {
  if (reply === undefined) return 'unanswered';
  return reply.refused === undefined ? 'done' : 'refused';
}
