// Ceph's radosgw as an S3 server that is not ours (infra/s3/radosgw.sh): one that runs already, as the environment says, or
// one started for the purpose.
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

export interface Radosgw {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Of the process that keeps the bytes: stopped, the server says nothing any more. */
  readonly osd: number;
  stop(): Promise<void>;
}

const script = 'infra/s3/radosgw.sh';
const run = promisify(execFile);

/** Where one runs already: its directory's lines, as `start` printed them, in IMG_TEST_S3. */
export async function runningRadosgw(): Promise<Radosgw | undefined> {
  const lines = process.env.IMG_TEST_S3;
  return lines ? withBucket(lines, async () => {}) : undefined;
}

/** Fails with what the script says where it is not to be had. */
export async function startRadosgw(): Promise<Radosgw> {
  const directory = await mkdtemp(join(tmpdir(), 'imageserver-radosgw-'));
  const { stdout } = await run(script, ['start', directory]);
  return withBucket(stdout, async () => void (await run(script, ['stop', directory])));
}

async function withBucket(lines: string, stop: () => Promise<void>): Promise<Radosgw> {
  const of = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(lines)?.[1] ?? '';
  const endpoint = of('IMG_S3_ENDPOINT');
  const credentials = { accessKeyId: of('AWS_ACCESS_KEY_ID'), secretAccessKey: of('AWS_SECRET_ACCESS_KEY') };
  const bucket = `pictures-${crypto.randomUUID()}`;
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return { endpoint, credentials, bucket, osd: Number(of('OSD_PID')), stop };
}
