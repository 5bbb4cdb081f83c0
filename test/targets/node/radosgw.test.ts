// Servers over an S3 server that is not ours: what a miss costs by their own count, and a store that hangs.
import { kill } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { runningRadosgw } from '../../support/s3/radosgw.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { serve } from '../../support/served.ts';

const place = await runningRadosgw();
if (place === undefined) {
  const reason = 'no radosgw: .ci/run starts one where Debian packages can be had';
  console.info(`skipped: servers over radosgw: ${reason}`);
  test.skip(`servers over radosgw (skipped: ${reason})`);
} else {
  const token = 'token-of-these-tests';
  const settings = {
    ...{ IMG_PVOL: `s3://${place.bucket}/house`, IMG_S3_ENDPOINT: place.endpoint, IMG_TOKEN: token },
    ...{ AWS_ACCESS_KEY_ID: place.credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: place.credentials.secretAccessKey },
    ...{ IMG_REFINE: 'off', IMG_RENDERERS: '0', IMG_METRICS: 'open' },
  };
  const node = async (more: Record<string, string>) => {
    const served = await serve(await scratchFolder(), { ...settings, ...more });
    onTestFinished(async () => void (await served.stop('SIGKILL')));
    return served;
  };
  const picture = async (background = 'red') => {
    const made = sharp({ create: { width: 400, height: 300, channels: 3, background } });
    return new Uint8Array(await made.png().toBuffer());
  };
  const put = (url: string, name: string, body: Uint8Array<ArrayBuffer>) =>
    fetch(`${url}/api/images/${name}`, { method: 'PUT', body, headers: { authorization: `Bearer ${token}` } });
  const calls = async (url: string) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return [...text.matchAll(/^\w*s3_calls_total\{[^}]*\} (\d+)$/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  };
  const status = async (url: string) => {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    return answer.status;
  };

  test('a miss over radosgw costs one GET, a hit none, an unknown name one', async () => {
    // Longer than the test, so that nothing is looked at besides.
    const [a, b] = await Promise.all([node({ IMG_META_TTL: '600' }), node({ IMG_META_TTL: '600' })]);
    expect((await put(a.url, 'red.png', await picture('red'))).status).toBe(201);
    expect((await put(a.url, 'red.png', await picture('blue'))).status).toBe(200);
    let before = await calls(b.url);
    expect(before).toBeGreaterThan(0);
    for (const cost of [1, 0, 0]) {
      expect(await status(`${b.url}/img/w=20/red.png`)).toBe(200);
      expect((await calls(b.url)) - before).toBe(cost);
      before = await calls(b.url);
    }
    for (const cost of [1, 0]) {
      expect(await status(`${b.url}/img/w=20/nothing.png`)).toBe(404);
      expect((await calls(b.url)) - before).toBe(cost);
      before = await calls(b.url);
    }
  }, 60_000);

  test('while its OSD is stopped, requests are answered 503 in time and hits go on', async () => {
    const { url } = await node({ IMG_META_TTL: '1' });
    expect((await put(url, 'hit.png', await picture())).status).toBe(201);
    expect(await status(`${url}/img/w=20/hit.png`)).toBe(200);
    kill(place.osd, 'SIGSTOP');
    try {
      await setTimeout(1100);
      const started = performance.now();
      const asked = [`${url}/img/w=20/hit.png`, `${url}/img/w=20/other.png`, `${url}/original/another.png`];
      expect(await Promise.all(asked.map(status))).toEqual([200, 503, 503]);
      expect(performance.now() - started).toBeLessThan(15_000);
    } finally {
      kill(place.osd, 'SIGCONT');
    }
    expect((await put(url, 'again.png', await picture())).status).toBe(201);
  }, 60_000);
}
