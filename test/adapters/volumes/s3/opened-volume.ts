// A volume in a bucket of the running test's own: in this process, or below a prefix in a server that is there already.
import { onTestFinished, vi } from 'vitest';
import { type Calls, openCalls } from '../../../../adapters/volumes/s3/calls.ts';
import { openS3Volume, type S3Volume } from '../../../../adapters/volumes/s3/open-s3-volume.ts';
import { layoutOf, type Tell } from '../../../../core/index.ts';
import { openS3Server, type S3Server } from '../../../support/s3/s3-server.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

type Place = Pick<S3Server, 'endpoint' | 'bucket' | 'credentials'>;

export interface Opened {
  readonly server: S3Server;
  readonly volume: S3Volume;
  /** Another node's view of the same bucket. */
  another(tell?: Tell): Promise<S3Volume>;
}

export async function openedVolume(honours?: Parameters<typeof openS3Server>[0], tell?: Tell): Promise<Opened> {
  const server = await openS3Server(honours);
  onTestFinished(() => server.close());
  const another = (told?: Tell) => volumeIn(server, 'house', told);
  const volume = await another(tell);
  server.forget();
  return { server, volume, another };
}

/** Calls to a bucket of the running test's own. */
export async function openedCalls(): Promise<{ server: S3Server; calls: Calls }> {
  const server = await openS3Server();
  const calls = callsTo(server);
  onTestFinished(async () => {
    calls.close();
    await server.close();
  });
  return { server, calls };
}

export async function volumeIn(place: Place, prefix: string, tell: Tell = () => {}): Promise<S3Volume> {
  const volume = await openS3Volume({
    calls: callsTo(place),
    layout: layoutOf(prefix),
    spool: await scratchFolder(),
    tell,
  });
  onTestFinished(() => volume.close());
  return volume;
}

function callsTo({ endpoint, bucket, credentials }: Place): Calls {
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  return openCalls({ bucket, endpoint }, () => {});
}
