// Resumable uploads in a directory of the server's own.
import { expect, test } from 'vitest';
import { openTusUploads } from '../../../../adapters/uploads/tus/open-tus-uploads.ts';
import { resumableUploadsContract } from '../../../contract/resumable-uploads.contract.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { path, tusClient } from '../../../support/tus-client.ts';

const open = async () => [await openTusUploads({ place: await scratchFolder(), maxBytes: 10_000_000 })] as const;

resumableUploadsContract('uploads in a directory', { open });

test('an upload that was begun at another server is said not to be at this one', async () => {
  const answer = await tusClient(await open()).ask('DELETE', `${path}/${'x'.repeat(32)}`);
  expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('begun at another')]);
});
