// A container of the image, as the contract of targets wants it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descriptorsOf } from '../support/descriptors.ts';
import { type Limits, type Prepared, prepare, type Unpacked } from '../support/oci-image.ts';
import { type Served, serve } from '../support/served.ts';
import type { RunningTarget } from './target/target.ts';

export const containerLimits: Limits = { memoryBytes: 1024 ** 3, cpus: 1.5 };
// On loopback only, since it shares the machine's network here.
const always = { HOST: '127.0.0.1', PORT: '0', IMG_TOKEN: 'a-token-for-the-image', IMG_DRAIN_DELAY_MILLIS: '500' };

export interface RunningContainer extends RunningTarget, Pick<Served, 'printed'> {
  readonly container: Prepared;
  /** Sends the signal, as a platform does, and answers the exit code. */
  readonly end: Served['stop'];
  stop(): Promise<void>;
}

export async function startContainer(
  unpacked: Unpacked,
  settings: Readonly<Record<string, string>>,
): Promise<RunningContainer> {
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-container-'));
  const data = await mkdtemp(join(folder, 'data-'));
  const inside = { ...always, ...settings };
  const container = await prepare(unpacked, folder, data, inside, containerLimits);
  const { url, token, printed, stop } = await serve(data, inside, container.command);
  const descriptors = descriptorsOf(await container.pid());
  return {
    ...{ url, token, printed, container, end: stop },
    ...(descriptors === undefined ? {} : { descriptors }),
    async stop() {
      await container.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
