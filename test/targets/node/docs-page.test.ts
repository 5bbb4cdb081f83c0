// The page of the API in a real browser, where there is one: it can be read, and asks nobody for anything.
import { expect, it, onTestFinished } from 'vitest';
import { openBrowser } from '../../support/browser.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { serve } from '../../support/served.ts';

it('the page of the API is readable and loads nothing but itself', async ({ skip }) => {
  const browser = await openBrowser();
  if (browser === undefined) return skip('no browser');
  onTestFinished(() => browser.close());
  const server = await serve(await scratchFolder());
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const page = await browser.newPage({ viewport: { width: 1000, height: 1200 } });
  const [complaints, asked]: string[][] = [[], []];
  page.on('console', (message) => complaints?.push(message.text()));
  page.on('request', (request) => asked?.push(request.url()));
  await page.goto(`${server.url}/api/docs`);
  await page.locator('summary', { hasText: '/api/delete' }).click();
  expect(await page.locator('details[open] pre').first().textContent()).toContain('"names"');
  expect(await page.evaluate(`getComputedStyle(document.querySelector('h1')).marginTop`)).toBe('0px');
  if (process.env.IMG_TEST_OUTPUT) await page.screenshot({ path: `${process.env.IMG_TEST_OUTPUT}/docs-page.png` });
  expect(asked?.filter((url) => !url.startsWith('data:'))).toEqual([`${server.url}/api/docs`]);
  expect(complaints).toEqual([]);
});
