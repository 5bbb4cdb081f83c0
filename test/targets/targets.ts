// `npm run targets`, or of some `npm run targets -- wasm`: what each target keeps of the contract, what its bundle weighs, how long it takes to its first answer and
// to its first picture. Writes the README's table. The container is in it where `npm run container` has built an image.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { makeBundle } from '../../infra/build/bundle.ts';
import { bundles } from '../../infra/build/bundles.ts';
import { table } from '../../infra/reference/markdown.ts';
import { startContainer } from '../contract/container-target.ts';
import { startServed } from '../contract/served-target.ts';
import { clientOf, type RunningTarget } from '../contract/target/target.ts';
import { startAloneWorker, startOriginWorker } from '../contract/worker-target.ts';
import { denoCommand } from '../support/deno-command.ts';
import { startFunction } from '../support/lambda/start-function.ts';
import { unpackedFunction } from '../support/lambda/unpacked-function.ts';
import { unpack } from '../support/oci-image.ts';
import { otherRuntime } from '../support/other-runtime.ts';
import { drawPicture } from '../support/pictures.ts';
import { median } from './median.ts';

const rounds = 3;
// What the suites of the contract are called, each with groups of cases in it.
const contract = 'as a target';
const image = 'localhost/imageserver';
const settings = { IMG_TOKEN: 'a-token-for-the-table', IMG_UNSIGNED: 'any' };
const photo = await drawPicture('jpg', { width: 4000, height: 3000 });

interface Row {
  readonly name: string;
  readonly bundle: string;
  readonly tests: string;
  readonly env?: Readonly<Record<string, string>>;
  start(): Promise<RunningTarget>;
}

async function rows(): Promise<Row[]> {
  const [deno, bun] = [otherRuntime('deno'), otherRuntime('bun')];
  const { folder } = await unpackedFunction();
  const unpacked = hasImage() ? await unpack(image) : undefined;
  return [
    { name: 'Node', bundle: 'node', tests: 'test/targets/node/contract', start: () => startServed(settings) },
    ...(unpacked === undefined
      ? []
      : [
          {
            ...{ name: 'container', bundle: 'container', tests: 'test/targets/container' },
            env: { IMG_TEST_IMAGE: image },
            start: () => startContainer(unpacked, settings),
          },
        ]),
    ...(deno === undefined
      ? []
      : [
          {
            ...{ name: 'Deno', bundle: 'deno', tests: 'test/targets/deno' },
            start: () => startServed(settings, (data) => denoCommand(deno, data)),
          },
        ]),
    ...(bun === undefined
      ? []
      : [
          {
            ...{ name: 'Bun', bundle: 'bun', tests: 'test/targets/bun' },
            start: () => startServed(settings, () => [bun, 'adapters/bun/main.ts']),
          },
        ]),
    {
      ...{ name: 'Worker before Node', bundle: 'worker', tests: 'test/targets/worker/origin-contract' },
      start: () => startOriginWorker(settings),
    },
    {
      ...{ name: 'Lambda', bundle: 'lambda', tests: 'test/targets/lambda/contract' },
      async start() {
        const started = await startFunction({ folder, settings });
        return { ...started, token: settings.IMG_TOKEN };
      },
    },
    {
      ...{ name: 'Worker over R2, Images', bundle: 'worker', tests: 'test/targets/worker/alone-contract' },
      start: () => startAloneWorker(settings),
    },
    {
      ...{ name: 'Worker over R2, WASM', bundle: 'worker', tests: 'test/targets/worker/wasm-contract' },
      start: () => startAloneWorker(settings, 'wasm'),
    },
  ];
}

function hasImage(): boolean {
  const env = { ...process.env, STORAGE_DRIVER: 'vfs' };
  const { stdout } = spawnSync('buildah', ['images', '--format', '{{.Name}}'], { env, encoding: 'utf8' });
  return (stdout ?? '').split('\n').includes(image);
}

/** Of the contract alone: what passed, and what is omitted by name. */
function casesOf({ tests, env = {} }: Row): { readonly passed: number; readonly omitted: number } {
  const report = join(mkdtempSync(join(tmpdir(), 'imageserver-targets-')), 'report.json');
  const args = ['node_modules/.bin/vitest', 'run', '--config', 'test/vitest.config.ts', '--reporter=json', tests];
  spawnSync(process.execPath, [...args, `--outputFile=${report}`], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { assertionResults: { ancestorTitles: string[]; status: string }[] }[];
  };
  const cases = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(
      ({ ancestorTitles: above }) =>
        above.some((title) => title.endsWith(contract)) && above.at(-1)?.endsWith(contract) === false,
    );
  const count = (status: string) => cases.filter((found) => found.status === status).length;
  if (count('failed') > 0) throw new Error(`Expected ${tests} to pass but ${count('failed')} cases failed.`);
  return { passed: count('passed'), omitted: count('skipped') + count('pending') };
}

async function timesOf({ start }: Row): Promise<{ readonly cold: number; readonly first: number }> {
  const times: { cold: number; first: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    const running = await start();
    const client = clientOf(running);
    await client.ask('/healthz');
    const cold = performance.now() - begun;
    await client.put('photo.jpg', photo);
    const asked = performance.now();
    const { status } = await client.ask('/img/w=640,f=webp/photo.jpg');
    if (status !== 200) throw new Error(`Expected a picture but received ${status}.`);
    times.push({ cold, first: performance.now() - asked });
    await running.stop();
  }
  return { cold: median(times.map(({ cold }) => cold)), first: median(times.map(({ first }) => first)) };
}

const readme = readFileSync('README.md', 'utf8');
const [only = ''] = process.argv.slice(2);
const lines: string[][] = [];
for (const row of await rows()) {
  const kept = readme.split('\n').find((line) => line.startsWith(`| ${row.name} |`));
  if (kept !== undefined && !row.name.toLowerCase().includes(only.toLowerCase())) {
    lines.push(
      kept
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    continue;
  }
  const bundle = bundles.find(({ name }) => name === row.bundle);
  const { bytes } = await makeBundle(bundle as (typeof bundles)[number], process.cwd(), false);
  const { passed, omitted } = casesOf(row);
  const { cold, first } = await timesOf(row);
  lines.push([
    row.name,
    `${passed}`,
    `${omitted}`,
    `${Math.round(bytes / 1000)} KB`,
    `${Math.round(cold)} ms`,
    `${Math.round(first)} ms`,
  ]);
  console.info(lines.at(-1)?.join(' | '));
}
const head = [
  'Target',
  'Cases passed',
  'Named differences',
  'Bundle',
  'Start to first answer',
  'First picture, 12 MP to 640 px WebP',
];
const made = readme.replace(
  /(<!-- targets:begin -->\n)[\s\S]*(\n<!-- targets:end -->)/,
  (_, begin: string, end: string) => `${begin}\n${table(head, lines)}\n${end}`,
);
writeFileSync('README.md', made);
execFileSync('git', ['diff', '--stat', 'README.md'], { stdio: 'inherit' });
// What a container's unpacked image keeps open does not keep the command from ending.
process.exit();
