// The Node server, started as a user starts it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetContract } from '../../contract/target.contract.ts';
import { descriptorsOf } from '../../support/descriptors.ts';
import { serve } from '../../support/served.ts';

targetContract('the Node server', {
  async start(settings) {
    const folder = await mkdtemp(join(tmpdir(), 'imageserver-contract-'));
    const { url, token, process, stop } = await serve(folder, settings);
    const descriptors = descriptorsOf(process.pid);
    return {
      url,
      token,
      ...(descriptors === undefined ? {} : { descriptors }),
      async stop() {
        await stop('SIGKILL');
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  },
});
