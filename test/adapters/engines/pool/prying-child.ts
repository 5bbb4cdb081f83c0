// A child whose engine was taken over: it tries what such a one would, and answers with what came of it.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { serveTasks } from '../../../../adapters/engines/pool/serve-tasks.ts';

/** What the test tells by the source's bytes. */
export interface Targets {
  readonly folder: string;
  /** A file in it. */
  readonly file: string;
  readonly port: number;
  readonly server: number;
}

const reach = (port: number) =>
  new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', resolve);
    socket.on('error', reject);
    socket.unref();
  });

const tries: Readonly<Record<string, (targets: Targets) => unknown>> = {
  'make a file': ({ folder }) => writeFileSync(`${folder}/made`, 'x'),
  'make a file natively': ({ folder }) =>
    sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } }).toFile(`${folder}/native.png`),
  'write to a file': ({ file }) => appendFileSync(file, 'x'),
  'change a mode': ({ file }) => chmodSync(file, 0o777),
  'rename a file': ({ file }) => {
    renameSync(file, `${file}2`);
    renameSync(`${file}2`, file);
  },
  'remove a file': ({ file }) => rmSync(file),
  'make a directory': ({ folder }) => mkdirSync(`${folder}/d`),
  'write into memory of its own that others see': () => writeFileSync('/dev/shm/imageserver-test', 'x'),
  'reach a port of this machine': ({ port }) => reach(port),
  'signal the server': ({ server }) => process.kill(server, 0),
  'read the environment of the server': ({ server }) => readFileSync(`/proc/${server}/environ`),
  'make a mount writable': () => execFileSync('mount', ['-o', 'remount,bind,rw', '/'], { stdio: 'ignore' }),
  'become somebody else': () => execFileSync('unshare', ['--user', 'true'], { stdio: 'ignore' }),
  'start a process': () => execFileSync('true'),
  'start a worker': () => new Worker('', { eval: true }),
  // Zeroes that nobody touches: it takes addresses, not memory.
  'hold four gigabytes': () => Buffer.alloc(4_000_000_000),
};

serveTasks({
  mark: 'prying 1.0',
  probe: () => Promise.reject(new Error('nothing to see')),
  async render({ source }) {
    const targets = JSON.parse(new TextDecoder().decode(await source.bytes())) as Targets;
    const done: string[] = [];
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        await attempt(targets);
        done.push(name);
      } catch {
        // Refused, as it should be.
      }
    }
    return { bytes: Buffer.from(JSON.stringify(done)), width: 1, height: 1 };
  },
  renderBatch: () => Promise.reject(new Error('one at a time')),
  bounds: () => Promise.reject(new Error('nothing to see')),
  close: async () => {},
});
