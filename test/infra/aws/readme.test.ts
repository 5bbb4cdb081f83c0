// The README's "On AWS in ten minutes", line by line: what needs an account is put before AWS's own CLI where it is here, with
// nobody to talk to; what is ours runs, with a server over the tests' bucket in CloudFront's place.
import { spawn, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openS3Server } from '../../support/s3/s3-server.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { serve } from '../../support/served.ts';

let [deploying, using] = ['', ''];
beforeAll(async () => {
  const section = (await readFile('README.md', 'utf8')).split('## On AWS in ten minutes')[1] ?? '';
  [deploying = '', using = ''] = [...(section.split('\n## ')[0]?.matchAll(/```sh\n([^`]*)```/g) ?? [])].map(
    ([, block = '']) => block,
  );
});

const missing = ['openssl', 'bash', 'curl', 'sha256sum'].filter(
  (name) => spawnSync(name, ['--version']).error !== undefined,
);
if (missing.length > 0) console.info(`skipped: the README's ten minutes on AWS: ${missing.join(' and ')} is not here`);

test('its commands of the AWS CLI are known to it, and read the template', async ({ skip }) => {
  if (spawnSync('aws', ['--version']).error !== undefined) {
    console.info('skipped: commands of the AWS CLI: no aws (Debian: awscli)');
    skip();
  }
  const folder = await scratchFolder();
  const commands = deploying
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => /^(URL=\$\()?aws /.test(line));
  expect(commands).toHaveLength(4);
  // No version of it gets past this to AWS.
  const nobody = 'http://127.0.0.1:9';
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_DEFAULT_REGION: 'eu-central-1',
    HTTPS_PROXY: nobody,
    AWS_MAX_ATTEMPTS: '1',
    IMG_TOKEN: 'x'.repeat(48),
    IMG_KEYS: 'k1:00',
  };
  await writeFile(join(folder, 'packaged.yaml'), await readFile('infra/aws/template.yaml'));
  const said = (command: string) =>
    spawnSync('bash', ['-c', command.replace('dist/packaged.yaml', `${folder}/packaged.yaml`)], {
      env,
      encoding: 'utf8',
    }).stderr;
  for (const command of commands) {
    // It looks for the zip before it looks for the bucket.
    expect(said(command), command).toMatch(
      command.includes(' package ') ? /connect|dist\/lambda-arm64\.zip/ : /connect to (proxy|the endpoint)/,
    );
  }
  expect(said(`${commands[2]} --stacks x`)).toContain('usage:');
});

test.skipIf(missing.length > 0)(
  'what it does with the server is answered: small and large uploads, pictures, a signed one, an original from the bucket',
  async () => {
    const [s3, folder] = [await openS3Server(), await scratchFolder()];
    onTestFinished(() => s3.close());
    const [first = ''] = deploying.split('\n');
    const made = spawnSync('bash', ['-c', `${first}\necho "$IMG_TOKEN $IMG_KEYS"`], { encoding: 'utf8' }).stdout.trim();
    const [IMG_TOKEN = '', IMG_KEYS = ''] = made.split(' ');
    expect(made).toMatch(/^[0-9a-f]{48} k1:[0-9a-f]{64}$/);
    const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = s3.credentials;
    const place = {
      IMG_PVOL: `s3://${s3.bucket}/originals`,
      IMG_S3_ENDPOINT: s3.endpoint,
      AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY,
    };
    const bounds = { IMG_UNSIGNED: 'ladder', IMG_REDIRECT_BYTES: '20KiB', IMG_RENDERERS: '0' };
    const served = await serve(join(folder, 'data'), { ...place, ...bounds, IMG_TOKEN, IMG_KEYS });
    onTestFinished(async () => void (await served.stop('SIGKILL')));

    const picture = (width: number, noise: boolean) => {
      const how = noise ? { noise: { type: 'gaussian', mean: 128, sigma: 40 } as const } : {};
      return sharp({ create: { width, height: width, channels: 3, background: 'teal', ...how } })
        .jpeg()
        .toBuffer();
    };
    await writeFile(join(folder, 'photo.jpg'), await picture(200, false));
    const large = await picture(300, true);
    expect(large.byteLength).toBeGreaterThan(20_480);
    await writeFile(join(folder, 'large.jpg'), large);

    s3.forget();
    const npm = `npm() { command npm --prefix '${process.cwd()}' "$@"; }`;
    const env = { PATH: process.env.PATH, HOME: folder, URL: served.url, IMG_TOKEN, IMG_KEYS };
    const shell = spawn('bash', ['-euc', `${npm}\n${using}`], { env, cwd: folder });
    let said = '';
    for (const stream of [shell.stdout, shell.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
      });
    const code = await new Promise((resolve) => shell.once('exit', resolve));
    expect(code, said).toBe(0);

    expect(said).toContain('"name":"holiday/photo.jpg"');
    expect(said).toContain('"name":"holiday/large.jpg"');
    const shapeOf = async (name: string) => {
      const { format, width, height } = await sharp(join(folder, name)).metadata();
      return [format, width, height];
    };
    expect(await shapeOf('small.avif')).toEqual(['heif', 200, 200]);
    expect(await shapeOf('card.webp')).toEqual(['webp', 400, 400]);
    expect((await readFile(join(folder, 'again.jpg'))).equals(large)).toBe(true);
    const staged = s3.calls
      .filter(({ key }) => key.startsWith('originals//staging/'))
      .map(({ operation, status }) => [operation, status]);
    expect(staged).toEqual([
      ['PutObject', 200],
      ['GetObject', 200],
      ['DeleteObject', 204],
    ]);
    expect(s3.objects.keys().filter((key) => !key.startsWith('originals//'))).toEqual([
      'originals/holiday/large.jpg',
      'originals/holiday/photo.jpg',
    ]);
  },
  60_000,
);
