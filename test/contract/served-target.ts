// A server that is a process of this machine, as the contract of targets wants it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descriptorsOf } from '../support/descriptors.ts';
import { type Served, serve } from '../support/served.ts';
import type { RunningTarget } from './target/target.ts';

/** `commandFor` gets the data directory; Node's own server where it is left out. */
export async function startServed(
  settings: Readonly<Record<string, string>>,
  commandFor?: (data: string) => readonly string[],
): Promise<RunningTarget & Pick<Served, 'printed'>> {
  const data = await mkdtemp(join(tmpdir(), 'imageserver-contract-'));
  const { url, token, process, printed, stop } = await serve(data, settings, commandFor?.(data));
  const descriptors = descriptorsOf(process.pid);
  return {
    url,
    token,
    printed,
    ...(descriptors === undefined ? {} : { descriptors }),
    async stop() {
      await stop('SIGKILL');
      await rm(data, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
