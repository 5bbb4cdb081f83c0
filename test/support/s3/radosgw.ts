// Ceph's radosgw as an S3 server that is not ours (infra/s3/radosgw.sh): one that runs already, as the environment says, or
// one started for the purpose.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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

// It installs packages first where it has to.
const comingMillis = 90_000;

/** Where one runs or is coming: IMG_TEST_S3 names the file with what `start` has printed, or will have. */
export async function runningRadosgw(): Promise<Radosgw | undefined> {
  const file = process.env.IMG_TEST_S3;
  if (file === undefined) return undefined;
  const until = Date.now() + comingMillis;
  while (!existsSync(file) && Date.now() < until) await setTimeout(200);
  const lines = existsSync(file) ? await readFile(file, 'utf8') : '';
  return lines === '' ? undefined : withBucket(lines, async () => {});
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
