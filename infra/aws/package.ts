// `npm run lambda`: builds the function and packs it for both architectures, dist/lambda-x64.zip and dist/lambda-arm64.zip.
// `npm run lambda -- ric` builds AWS's runtime client, which the tests run the function under where it is there.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { makeBundle } from '../build/bundle.ts';
import { bundles } from '../build/bundles.ts';
import { type Architecture, assembleFunction } from './assemble-function.ts';
import { zipFolder } from './zip-folder.ts';

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
const mostBytes = 10_000_000;

if (process.argv[2] === 'ric') {
  execFileSync('bash', [join(root, 'infra/aws/build-ric.sh')], { stdio: 'inherit' });
} else await packAll();

async function packAll(): Promise<void> {
  const row = bundles.find(({ name }) => name === 'lambda');
  if (row === undefined) throw new Error('Expected a row "lambda" in the build table.');
  rmSync(join(dist, 'lambda'), { recursive: true, force: true });
  const { bytes, faults } = await makeBundle(row, root, true);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  console.log(`dist/lambda: ${bytes} bytes`);
  for (const architecture of ['x64', 'arm64'] as const) pack(architecture);
}

function pack(architecture: Architecture): void {
  const folder = join(dist, `lambda-${architecture}`);
  rmSync(folder, { recursive: true, force: true });
  const packages = packagesFor(architecture);
  assembleFunction({ folder, architecture, bundle: join(dist, 'lambda'), packages });
  const zip = zipFolder(folder);
  writeFileSync(`${folder}.zip`, zip);
  console.log(`dist/lambda-${architecture}.zip: ${zip.byteLength} of ${mostBytes} bytes`);
  if (zip.byteLength > mostBytes) process.exitCode = 1;
}

/** This machine's own, or those that npm brings for that architecture into a folder of the build. */
function packagesFor(architecture: Architecture): string {
  const own = join(root, 'node_modules');
  if (hasLibraries(own, architecture)) return own;
  const folder = join(dist, `packages-${architecture}`);
  if (hasLibraries(join(folder, 'node_modules'), architecture)) return join(folder, 'node_modules');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const platform = ['--os=linux', `--cpu=${architecture}`, '--libc=glibc'];
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const asked = `sharp@${dependencies.sharp}`;
  execFileSync('npm', ['install', ...platform, '--ignore-scripts', '--no-audit', '--no-fund', asked], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(folder, 'node_modules');
}

function hasLibraries(packages: string, architecture: Architecture): boolean {
  return existsSync(join(packages, `@img/sharp-linux-${architecture}`));
}
