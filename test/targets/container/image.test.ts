// The image that `npm run container` builds, run as a platform would run it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containerLimits, startContainer } from '../../contract/container-target.ts';
import { largePhoto } from '../../contract/large-photo.ts';
import { clientOf } from '../../contract/target/target.ts';
import { targetContract } from '../../contract/target.contract.ts';
import { buildImage, hasBases, removeImage, type Unpacked, unpack } from '../../support/oci-image.ts';

// `npm run container` names one. Continuous integration builds its own where the bases are: making those takes minutes.
const own = 'localhost/imageserver-tested';
const image = process.env.IMG_TEST_IMAGE ?? (process.env.CI !== undefined && hasBases() ? own : undefined);
if (image === undefined)
  console.info(
    'Skipped the image: none is named (npm run container), or infra/container/make-bases.sh has not been run.',
  );

let unpacked: Unpacked;
const buildMillis = 300_000;
const start = (settings: Readonly<Record<string, string>>) => startContainer(unpacked, settings);

describe.skipIf(image === undefined)('the image', () => {
  beforeAll(async () => {
    if (image === own) await buildImage(own);
    unpacked = await unpack(image ?? '');
  }, buildMillis);
  afterAll(async () => {
    await unpacked?.remove();
    if (image === own) await removeImage(own);
  });

  targetContract('the container', { start });
  largePhoto(
    start,
    /"event":"renderer.confinement","enforced":\["network","files","processes","privileges","memory","scripts"\]/,
  );

  it('is not root, has a health check, and says what it is', () => {
    const { User, Healthcheck, Labels } = unpacked.config;
    expect(User).toBe('10001:10001');
    expect(Healthcheck.Test[0]).toBe('CMD');
    expect(Labels).toMatchObject({ 'org.opencontainers.image.title': 'ImageServer' });
    expect(Labels['org.opencontainers.image.revision']).toMatch(/^[\da-f]{40}$/);
  });

  it('is well by its own check, writes nowhere but where it may, and has jemalloc in render processes only', async ({
    onTestFinished,
  }) => {
    const { container, stop, printed } = await start({});
    onTestFinished(stop);
    const port = /:(\d+)\n/.exec(printed().out)?.[1] ?? '';
    await container.exec('env', `PORT=${port}`, ...unpacked.config.Healthcheck.Test.slice(1));
    await expect(container.exec('env', 'PORT=1', ...unpacked.config.Healthcheck.Test.slice(1))).rejects.toThrow();
    await expect(container.exec('touch', '/app/x')).rejects.toThrow(/Read-only/);
    await expect(container.exec('touch', '/data/x')).resolves.toBe('');
    const users = await container.exec(
      'sh',
      '-c',
      'for p in /proc/[0-9]*; do grep -qs jemalloc $p/maps && tr "\\0" " " < $p/cmdline && echo; done; true',
    );
    expect(users).toMatch(/render-child/);
    expect(users).not.toMatch(/main\.mjs/);
  });

  it('takes renderers and memory from its cgroup', async ({ onTestFinished }) => {
    const { printed, stop } = await start({});
    onTestFinished(stop);
    const line =
      printed()
        .err.split('\n')
        .find((text) => text.includes('container.limits')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ ...containerLimits, jemalloc: true, defaults: { IMG_RENDERERS: '2' } });
  });

  it('draws text and finds faces: fonts and weights are in it', async ({ onTestFinished }) => {
    const running = await start({ IMG_UNSIGNED: 'any' });
    onTestFinished(running.stop);
    const client = clientOf(running);
    const { photo } = await import('../../contract/target/stored.ts');
    await client.put('photo.jpg', photo);
    for (const options of ['w=100,text=Grüße,f=png', 'w=50,h=50,fit=cover,g=face,f=png'])
      expect((await client.ask(`/img/${encodeURI(options)}/photo.jpg`)).status).toBe(200);
  });

  it('ends with 0 at SIGTERM', async ({ onTestFinished }) => {
    const { end, stop } = await start({});
    onTestFinished(stop);
    expect(await end('SIGTERM')).toBe(0);
  });
});
