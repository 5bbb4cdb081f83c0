// The product as a user starts it: a process of its own, a port of its own, a data directory of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const sources = 'adapters/cli/imageserver.mjs';
/** Of test/support/built-product.ts, where that has run. */
export const product = process.env.IMG_TEST_COMMAND ?? sources;

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** All that it printed, standard output and standard error. */
  printed(): { out: string; err: string };
  readonly process: ChildProcess;
  /** Sends the signal and waits for the end; answers the exit code, or the signal's name. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** `command`: a program of Node's where it is not the product, or a whole command line. */
export async function serve(
  dataDirectory: string,
  settings: Readonly<Record<string, string>> = {},
  command: string | readonly string[] = product,
): Promise<Served> {
  const [file = '', ...args] = typeof command === 'string' ? [process.execPath, command, 'serve'] : command;
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH, IMG_DATA: dataDirectory, PORT: '0', IMG_RENDERERS: '1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (printed.out += chunk));
  child.stderr.on('data', (chunk) => (printed.err += chunk));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'));
  });
  const url = await Promise.race([addressIn(child, printed), ended.then((code) => refusal(code, printed.err))]);
  return {
    url,
    port: Number(new URL(url).port),
    token: settings.IMG_TOKEN ?? (await readFile(join(dataDirectory, 'token'), 'utf8')).trim(),
    printed: () => printed,
    process: child,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

function addressIn(child: ChildProcess, printed: { out: string }): Promise<string> {
  return new Promise((resolve) => {
    child.stdout?.on('data', () => {
      const address = /http:\/\/\S+/.exec(printed.out)?.[0];
      if (address !== undefined && printed.out.includes('Ctrl+C')) resolve(address);
    });
  });
}

function refusal(code: number | NodeJS.Signals, said: string): never {
  throw new Error(`The server ended with ${code}: ${said}`);
}
