// A real browser where there is one: Debian's Chromium, or the one that IMG_TEST_CHROMIUM names.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.IMG_TEST_CHROMIUM ?? '/usr/bin/chromium';

/** Undefined when there is no browser, with the reason printed. */
export async function openBrowser(): Promise<Browser | undefined> {
  if (!existsSync(executablePath)) {
    console.log(
      `Skipped 1 case: no Chromium at ${executablePath} (infra/ci/install-debian-packages.sh brings it on Debian).`,
    );
    return undefined;
  }
  // As root Chromium refuses its own sandbox; the rest keeps it from calling home.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
  return chromium.launch({ executablePath, args });
}
