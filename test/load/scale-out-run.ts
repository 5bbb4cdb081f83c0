// `npm run scale-out`: three servers over one radosgw behind nginx for a minute, as the README sets them up. Prints what
// came of it and keeps it in infra/bench/results/scale-out.md; ends with 1 where something was wrong.
// `--seconds 10` for another time.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startRadosgw } from '../support/s3/radosgw.ts';
import { openS3Server } from '../support/s3/s3-server.ts';
import { scaleOut, ttlSeconds } from './scale-out.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const seconds = Number(values.seconds);

const real = await startRadosgw().catch((error) => {
  console.log(`No radosgw (${String(error.stderr ?? error).trim()}): the S3 server of the tests instead.`);
  return undefined;
});
const s3 = real ?? (await openS3Server());
const hasNginx = await hasCommand('nginx');
if (!hasNginx) console.log('No nginx: requests go round among the servers.');
const outcome = await scaleOut({
  seconds,
  settings: {
    IMG_PVOL: `s3://${s3.bucket}/house`,
    IMG_S3_ENDPOINT: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
  },
  ...(hasNginx ? { front: nginx } : {}),
}).finally(() => ('stop' in s3 ? s3.stop() : s3.close()));

const { wrong, seenMillis, ...counts } = outcome;
const text = `# scale-out

Three servers over one bucket (${real ? 'Ceph radosgw' : 'the S3 server of the tests'}, ${hasNginx ? 'nginx in front' : 'requests going round'}), ${seconds} s of uploads, replaces, deletes and
reads by seven clients; halfway one server is killed with SIGKILL. IMG_META_TTL=${ttlSeconds}. Every answer is held against the history of
its name. Before it eight upload at once with one ticket: one may; and
a resumable upload comes in four pieces, by a connection each.

| what | found |
| --- | ---: |
${Object.entries(counts)
  .map(([name, count]) => `| ${name === 'afterKill' ? 'changes acknowledged after the kill' : name} | ${count} |`)
  .join('\n')}
| wrong answers, or acknowledged changes lost | ${wrong.length} |
| longest until a change was seen at every server | ${(seenMillis / 1000).toFixed(2)} s |

Made by \`npm run scale-out\` with Node ${process.versions.node} on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}.
`;
console.log(text);
for (const one of wrong.slice(0, 20)) console.log(one);
await writeFile('infra/bench/results/scale-out.md', text);
process.exitCode = wrong.length > 0 ? 1 : 0;

async function nginx(urls: readonly string[]) {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'imageserver-nginx-'));
  const ports = [8001, 8002, 8003];
  let conf = (await readFile('infra/s3/nginx.conf', 'utf8'))
    .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
    .replaceAll('/tmp/imageserver-nginx', `${folder}/nginx`);
  for (const [index, url] of urls.entries()) conf = conf.replaceAll(`127.0.0.1:${ports[index]}`, new URL(url).host);
  await writeFile(join(folder, 'nginx.conf'), conf);
  const args = ['-e', 'stderr', '-g', 'daemon off;', '-c', join(folder, 'nginx.conf')];
  const child = spawn('nginx', args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100 && !(await fetch(url).catch(() => undefined)); tries += 1) await setTimeout(50);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function hasCommand(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    spawn(name, ['-v'], { stdio: 'ignore' })
      .once('error', () => resolve(false))
      .once('exit', () => resolve(true));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
