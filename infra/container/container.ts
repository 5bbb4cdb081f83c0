// `npm run container`: builds the image, runs it by runc as a platform would, holds it to the contract of targets, and keeps
// what came of it in infra/bench/results/container.md. Needs root, buildah, runc and mmdebstrap, all Debian's.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import process from 'node:process';

const image = 'localhost/imageserver';
const env = { ...process.env, STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot', IMG_TEST_IMAGE: image };

function run(file: string, ...args: readonly string[]): { readonly seconds: number; readonly out: string } {
  const before = performance.now();
  const { status, stdout, error } = spawnSync(file, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stdout}`, { cause: error });
  return { seconds: (performance.now() - before) / 1000, out: stdout };
}

const images = run('buildah', 'images', '--format', '{{.Name}}').out;
if (!images.includes('localhost/imageserver-run')) run('infra/container/make-bases.sh');
const built = run('infra/container/build.sh', image);
const size = run('buildah', 'images', '--format', '{{.Size}}', image).out.trim();
const tested = run(
  process.execPath,
  'node_modules/.bin/vitest',
  'run',
  '--config',
  'test/vitest.config.ts',
  'test/targets/container',
);
const [closing = ''] = /\d+ passed, \d+ failed, \d+ skipped/.exec(tested.out) ?? [];

const text = `# The container

By \`npm run container\`: built with buildah from stand-ins for the bases (Debian bookworm, Node from npm), run by runc with a read-only
root, as user 10001, without capabilities, under infra/container/seccomp.json, within 1 GiB and 1.5 processors.

| | |
| --- | --- |
| Size, not compressed | ${size} |
| Build | ${built.seconds.toFixed(0)} s |
| Contract of targets and the image’s own cases | ${closing} |
| Their time | ${tested.seconds.toFixed(0)} s |
`;
writeFileSync('infra/bench/results/container.md', text);
process.stdout.write(text);
