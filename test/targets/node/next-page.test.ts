// A page as next/image writes it, in a real browser, whose srcset this server answers under /_next/image.
import { expect, it } from 'vitest';
import { picture } from '../../core/dialects/picture.ts';
import { openBrowser } from '../../support/browser.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { serve } from '../../support/served.ts';

const candidate = (width: number) => `/_next/image?url=%2Fphotos%2Fa.png&amp;w=${width}&amp;q=75 ${width}w`;
const markup = `<!doctype html><img alt="" sizes="320px" srcset="${[256, 384, 640].map(candidate).join(', ')}"
  src="/_next/image?url=%2Fphotos%2Fa.png&amp;w=640&amp;q=75" style="width:320px">`;

it('a page of next/image shows pictures of this server, in the width that suits the screen', async ({
  skip,
  onTestFinished,
}) => {
  const browser = await openBrowser();
  if (browser === undefined) return skip('no browser');
  onTestFinished(() => browser.close());
  const server = await serve(await scratchFolder(), { IMG_DIALECTS: 'next' });
  onTestFinished(() => void server.stop());
  const headers = { Authorization: `Bearer ${server.token}` };
  const stored = await fetch(`${server.url}/api/images/photos/a.png`, {
    method: 'PUT',
    headers,
    body: (await picture(900, 600, 'png')) as Uint8Array<ArrayBuffer>,
  });
  expect(stored.status).toBe(201);
  const page = await browser.newPage({ deviceScaleFactor: 2 });
  await page.route('**/page', (route) => route.fulfill({ contentType: 'text/html', body: markup }));
  await page.goto(`${server.url}/page`, { waitUntil: 'load' });
  const shown = await page.locator('img').evaluate((element) => {
    const { currentSrc, complete, naturalWidth } = element as unknown as {
      currentSrc: string;
      complete: boolean;
      naturalWidth: number;
    };
    return { currentSrc, complete, naturalWidth };
  });
  // 320 CSS pixels on a screen of two device pixels each: the candidate of 640.
  expect(shown.currentSrc).toContain('w=640');
  expect(shown).toMatchObject({ complete: true, naturalWidth: 320 });
});
