// CS-12: the order of system calls behind each acknowledged upload of the real server, as strace saw them:
// write → fdatasync of the bytes → link to the address → fsync of its directory → the row into the log → sync of the log → answer.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../support/bytes.ts';
import type { CheckedFigures } from './figures.ts';
import { readSystemCalls, type SystemCall } from './system-calls.ts';
import { tinyPng } from './tiny-png.ts';

export interface OrderPlan {
  readonly command: string;
  readonly folder: string;
  readonly uploads: number;
}

export interface Acknowledged {
  readonly name: string;
  readonly digest: string;
}

const traced = 'write,writev,pwrite64,sendto,sendmsg,fdatasync,fsync,link,linkat';
const inFlight = 8;

/** A sentence where this machine cannot trace. */
export async function callOrderFigures(plan: OrderPlan): Promise<CheckedFigures | string> {
  const traced = await traceUploads(plan);
  if (typeof traced === 'string') return traced;
  const { acknowledged, trace } = traced;
  const faults = faultsOf(acknowledged, readSystemCalls(trace));
  return {
    id: 'CS-12',
    what: 'order of system calls',
    cycles: acknowledged.length,
    acknowledged: acknowledged.length,
    lost: faults.length,
    resurrected: 0,
    beside: `${acknowledged.length - faults.length} of ${acknowledged.length} in order, ${inFlight} in flight; ${syncsOf(trace)} syncs of the log`,
    faults,
  };
}

/** Uploads to a server under strace. */
export async function traceUploads({
  command,
  folder,
  uploads,
}: OrderPlan): Promise<{ acknowledged: Acknowledged[]; trace: string } | string> {
  try {
    execFileSync('strace', ['-e', 'trace=none', 'true'], { stdio: 'ignore' });
  } catch {
    return 'strace is not here, or may not trace';
  }
  const file = join(folder, 'trace');
  const data = join(folder, 'data');
  const env = { PATH: process.env.PATH, IMG_DATA: data, PORT: '0', IMG_RENDERERS: '0', IMG_EVOL_BYTES: '0' };
  // -yy: what descriptors are open on; -s: a page of the log is shown whole.
  const flags = ['-f', '-yy', '-s', '5000', '-e', `trace=${traced}`, '-o', file];
  const tracer = spawn('strace', [...flags, process.execPath, command, 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = once(tracer, 'exit');
  try {
    const url = await addressIn(tracer.stdout);
    const token = (await readFile(join(data, 'token'), 'utf8')).trim();
    const acknowledged = await uploadAll(url, token, uploads);
    // strace hands it on to the server, which ends, and with it strace.
    process.kill(-(tracer.pid ?? 0), 'SIGTERM');
    await ended;
    return { acknowledged, trace: await readFile(file, 'latin1') };
  } finally {
    if (tracer.exitCode === null && tracer.signalCode === null) process.kill(-(tracer.pid ?? 0), 'SIGKILL');
  }
}

async function addressIn(out: AsyncIterable<Buffer>): Promise<string> {
  let printed = '';
  for await (const chunk of out) {
    printed += chunk;
    const address = /http:\/\/\S+/.exec(printed)?.[0];
    if (address !== undefined && printed.includes('Ctrl+C')) return address;
  }
  throw new Error(`The server under strace ended: ${printed}`);
}

async function uploadAll(url: string, token: string, uploads: number): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  let next = 0;
  const lane = async () => {
    for (let serial = next++; serial < uploads; serial = next++) {
      const name = `ordered-${serial}.png`;
      const body = new Uint8Array(tinyPng(serial, 4000));
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}/api/images/${name}`, { method: 'PUT', body, headers });
      await answer.arrayBuffer();
      if (answer.status === 201) acknowledged.push({ name, digest: sha256(body) });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return acknowledged;
}

/** One sentence for each upload whose calls are not in order. */
export function faultsOf(acknowledged: readonly Acknowledged[], calls: readonly SystemCall[]): string[] {
  return acknowledged.flatMap((upload) => {
    const missing = firstMissing(upload, calls);
    return missing === undefined ? [] : [`${upload.name}: no ${missing} in its place`];
  });
}

function firstMissing({ name, digest }: Acknowledged, calls: readonly SystemCall[]): string | undefined {
  const publish = calls.find((call) => call.name.startsWith('link') && call.args.includes(`/${digest}"`) && ok(call));
  if (publish === undefined) return 'link to the address';
  const staged = /"([^"]*\/staging\/[^"]*)"/.exec(publish.args)?.[1] ?? '?';
  const directory = `/${digest.slice(0, 2)}/${digest.slice(2, 4)}>`;
  const writes = calls.filter((call) => isWrite(call) && call.args.includes(`<${staged}>`));
  const answer = calls.find((call) => isAnswer(call) && call.args.includes('HTTP/1.1 201') && says(call, name));
  const steps: [string, (call: SystemCall) => boolean][] = [
    ['fdatasync of the bytes', (call) => call.name === 'fdatasync' && call.args.includes(`<${staged}>`)],
    ['link to the address', (call) => call === publish],
    ['fsync of the directory', (call) => call.name === 'fsync' && call.args.includes(directory)],
    ['row in the log', (call) => isWrite(call) && call.args.includes('-wal>') && says(call, name)],
    ['sync of the log', (call) => /^f(data)?sync$/.test(call.name) && call.args.includes('-wal>')],
    ['answer', (call) => call === answer],
  ];
  if (writes.length === 0) return 'write of the bytes';
  let after = Math.max(...writes.map(({ end }) => end));
  for (const [what, isIt] of steps) {
    const found = calls.find((call) => call.begin > after && isIt(call) && ok(call));
    if (found === undefined) return what;
    after = found.end;
  }
  return undefined;
}

function isWrite({ name }: SystemCall): boolean {
  return name === 'write' || name === 'pwrite64' || name === 'writev';
}

function isAnswer({ name, args }: SystemCall): boolean {
  return /^(write|writev|sendto|sendmsg)$/.test(name) && args.includes('TCP');
}

function says({ args }: SystemCall, name: string): boolean {
  return args.includes(name);
}

function ok({ result }: SystemCall): boolean {
  return !result.startsWith('-');
}

function syncsOf(trace: string): number {
  return readSystemCalls(trace).filter(({ name, args }) => /^f(data)?sync$/.test(name) && args.includes('-wal>'))
    .length;
}
