// What the README promises a new user: open the address, store a photo, see it transformed.
import { expect, it, onTestFinished } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { serve } from '../../support/served.ts';

it('a new user stores a picture on the home page and sees it transformed', async ({ skip }) => {
  const browser = await openBrowser();
  if (browser === undefined) return skip('no browser');
  onTestFinished(() => browser.close());
  const server = await serve(await scratchFolder());
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const page = await browser.newPage({ viewport: { width: 1100, height: 1500 } });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });

  // Playwright's own waiting for functions would need eval, and the page's policy forbids that.
  const facts = (hasText: RegExp) => page.locator('#facts', { hasText }).waitFor();

  await page.goto(server.url);
  await page.fill('#token', server.token);
  await page.click('#sample');
  await facts(/image\/avif/);
  expect(await page.textContent('#said')).toContain('Stored sample.jpg: 1600 × 1067');
  expect(await page.textContent('#facts')).toMatch(/^640 × 427 · image\/avif/);

  await page.click('#chips button:nth-child(5)');
  await facts(/^480 × 720/);
  await page.evaluate(
    `Promise.all([...document.images].map((image) => { image.loading = 'eager'; return image.decode(); }))`,
  );
  const sizes = await page.evaluate(
    `[...document.querySelectorAll('#gallery img')].map((image) => image.naturalWidth)`,
  );
  expect(sizes).toEqual([320, 480, 480, 480, 420, 480]);
  if (process.env.IMG_TEST_OUTPUT)
    await page.screenshot({ path: `${process.env.IMG_TEST_OUTPUT}/home-page.png`, fullPage: true });

  await page.fill('#options', 'w=0');
  await page.press('#options', 'Enter');
  await facts(/Expected .* "?w/);

  await page.reload();
  await facts(/640 × 427/);
  // The refused w=0 above is the one request that a browser may complain about.
  expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
});
