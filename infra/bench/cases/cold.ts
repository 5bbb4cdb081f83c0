// From the start of a process to its first answer: the function from the files of its zip, under the tests' runtime client,
// beside `node -e 0` in the same round; and what the same sandbox takes for the next requests.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { assembleFunction } from '../../aws/assemble-function.ts';
import { makeBundle } from '../../build/bundle.ts';
import { bundles } from '../../build/bundles.ts';
import { startChild } from '../child.ts';
import { photo } from '../photos.ts';
import { median, playRounds } from '../rounds.ts';
import { openSandbox, type Place } from '../sandbox.ts';

const rounds = 12;
const target = 4.3;
const options = 'w=640,f=webp';

export async function cold(): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'imageserver-cold-'));
  const s3 = await startChild(['--input-type=module', '-e', s3Server], /ready/);
  try {
    const place = JSON.parse(await s3.ask('')) as Place;
    const folder = join(scratch, 'function');
    await unpack(folder);
    const sandbox = () => openSandbox(folder, place);
    const { name, bytes } = await photo('foliage-4mp.jpg');
    const path = `/img/${options}/${name}`;
    await stored(sandbox, name, bytes, path);

    const first = (asked: string) => async () => {
      const { ask, stop } = sandbox();
      const millis = await ask({ path: asked });
      await stop();
      return millis;
    };
    let fresh = 20;
    const contenders = [
      { name: '`node -e 0`, to its end', slot: bare },
      { name: 'function, `/healthz`: its code is there', slot: first('/healthz') },
      { name: 'function, a result that is in the bucket', slot: first(path) },
      {
        name: `function, a picture of 4 MP rendered (${options})`,
        // A quality that nobody has asked for yet.
        slot() {
          fresh += 1;
          return first(`/img/${options},q=${fresh}/${name}`)();
        },
      },
    ];
    const slots = await playRounds(contenders, rounds);
    const lines = contenders.map(({ name: who }, index) => {
      const ratio = median(slots.map((round) => (round[index] ?? 0) / (round[0] ?? 1)));
      return `| ${who} | ${median(slots.map((round) => round[index] ?? 0)).toFixed(0)} | ${ratio.toFixed(2)} |`;
    });
    return text(lines, await warm(sandbox, name));
  } finally {
    await s3.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

// The S3 server of the tests, as a process of its own.
const s3Server = `
  const { openS3Server } = await import(${JSON.stringify(resolve('test/support/s3/s3-server.ts'))});
  const { endpoint, bucket, credentials } = await openS3Server();
  process.stdin.once('data', () => console.log(JSON.stringify({ endpoint, bucket, ...credentials })));
  console.log('ready');
`;

async function unpack(folder: string): Promise<void> {
  const row = bundles.find(({ name }) => name === 'lambda');
  if (row === undefined) throw new Error('Expected a row "lambda" in the build table.');
  const name = `cold-${process.pid}`;
  await makeBundle({ ...row, name }, process.cwd(), true);
  const bundle = resolve('dist', name);
  assembleFunction({ folder, architecture: process.arch as 'x64', bundle, packages: resolve('node_modules') });
  await rm(bundle, { recursive: true });
}

async function stored(sandbox: () => ReturnType<typeof openSandbox>, name: string, bytes: Uint8Array, path: string) {
  const { ask, stop } = sandbox();
  await ask({ path: `/api/images/${name}`, method: 'PUT', body: bytes });
  await ask({ path });
  await ask({ path: '/healthz' });
  await stop();
}

/** Milliseconds of further requests in one sandbox. */
async function warm(sandbox: () => ReturnType<typeof openSandbox>, name: string) {
  const { ask, stop } = sandbox();
  await ask({ path: `/img/${options},q=19/${name}` });
  const [hits, misses]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < rounds; turn += 1) {
    misses.push(await ask({ path: `/img/${options},q=${50 + turn}/${name}` }));
    hits.push(await ask({ path: `/img/${options},q=${50 + turn}/${name}` }));
  }
  await stop();
  return { hit: median(hits), miss: median(misses) };
}

function bare(): Promise<number> {
  const begun = performance.now();
  return new Promise((done) => {
    spawn(process.execPath, ['-e', '0']).once('exit', () => done(performance.now() - begun));
  });
}

function text(lines: readonly string[], { hit, miss }: { hit: number; miss: number }): string {
  return `# cold

Milliseconds from the start of a process to its first answer, medians of ${rounds} interleaved rounds; each ratio is taken inside its round.
No compile cache: Lambda's code is read-only and its scratch disk empty at a cold start. Target: the function's first answer ≤ ${target} × \`node -e 0\`.

| | ms | × \`node -e 0\` |
| --- | ---: | ---: |
${lines.join('\n')}

The next requests of the same sandbox: a hit ${hit.toFixed(1)} ms, a miss (4 MP to ${options}) ${miss.toFixed(0)} ms, event and answer included.

Made by \`npm run bench -- cold\` with Node ${process.versions.node}.
`;
}
