// core/client where it is meant to run: in a page, from its bundle. (Keys belong on servers; that the signer runs in a
// browser too shows that it needs nothing but Web standards.)
import { build } from 'esbuild';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { serve } from '../../support/served.ts';

const source = `
import { imgUrl } from './core/client/img-url.ts';
import { srcset } from './core/client/srcset.ts';
import { createUrlSigner } from './core/client/url-signer.ts';
globalThis.client = { imgUrl, srcset, createUrlSigner };
`;

it('a page builds URLs and a srcset, signs them, and shows what a server of signed URLs only gives', async ({
  skip,
}) => {
  const browser = await openBrowser();
  if (browser === undefined) return skip('no browser');
  onTestFinished(() => browser.close());
  const keys = `k1:${'07'.repeat(32)}`;
  const server = await serve(await scratchFolder(), { IMG_KEYS: keys, IMG_UNSIGNED: 'none' });
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const photo = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#369' } })
    .jpeg()
    .toBuffer();
  const headers = { authorization: `Bearer ${server.token}` };
  await fetch(`${server.url}/api/images/a%20%C3%BC.jpg`, { method: 'PUT', body: new Uint8Array(photo), headers });

  const stdin = { contents: source, resolveDir: process.cwd(), loader: 'ts' } as const;
  const bundle = await build({ stdin, bundle: true, write: false, format: 'iife' });
  // Our pages run no scripts but their own; this one stands in for somebody else's.
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await page.goto(`${server.url}/healthz`);
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
  const widths = await page.evaluate(`(async () => {
    const sign = client.createUrlSigner(${JSON.stringify(keys)});
    const show = async (attributes) => {
      const image = Object.assign(new Image(), attributes);
      await image.decode();
      return image.naturalWidth;
    };
    const later = Math.floor(Date.now() / 1000) + 60;
    return [
      await show({ src: await sign(client.imgUrl('a ü.jpg', { w: 64, f: 'auto' }), later) }),
      await show({ sizes: '100px', srcset: await client.srcset('a ü.jpg', [100], {}, sign) }),
      await show({ src: client.imgUrl('a ü.jpg', { w: 64 }) }).catch(() => 'refused'),
    ];
  })()`);
  expect(widths).toEqual([64, 100, 'refused']);
});
