// URLs that S3 answers itself, signed in the query: for reading an image, and for putting bytes into the staging area.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Failure, type Layout, type Presigner, readObjectAddress, streamOfChunks } from '../../../core/index.ts';
import type { BodiesAtHand } from './bodies-at-hand.ts';
import { chunksOf } from './body-chunks.ts';
import { type Calls, s3Failure } from './calls.ts';
import { getObject } from './get-object.ts';

export interface PresignerParts {
  readonly calls: Calls;
  readonly layout: Layout;
  readonly atHand: Pick<BodiesAtHand, 'drop'>;
}

const checksum = 'x-amz-checksum-sha256';

export function createPresigner({ calls, layout, atHand }: PresignerParts): Presigner {
  const stagingKey = (id: string) => `${layout.aside}staging/${id}`;
  // Waits for credentials at most.
  const signed = (sign: (client: S3Client) => Promise<string>) => calls.send(sign).catch(fail);

  return {
    async link(imgAddr, { contentType, contentDisposition, cacheControl, expiresIn }) {
      const found = readObjectAddress(imgAddr);
      if (found === undefined) throw new Failure('not-found', 'There is no such image.');
      // Nobody reads what came along when the name was looked for.
      atHand.drop(imgAddr);
      const command = new GetObjectCommand({
        ...{ Bucket: calls.bucket, Key: layout.keyOf(found.name) },
        ResponseContentType: contentType,
        ResponseContentDisposition: contentDisposition,
        ResponseCacheControl: cacheControl,
      });
      return signed((client) => getSignedUrl(client, command, { expiresIn }));
    },

    async put(id, { byteLength, digest, expiresIn }) {
      const sum = digest === undefined ? undefined : Buffer.from(digest, 'hex').toString('base64');
      const command = new PutObjectCommand({
        ...{ Bucket: calls.bucket, Key: stagingKey(id), ContentLength: byteLength },
        ...(sum !== undefined && { ChecksumSHA256: sum }),
      });
      // Not every store reads it from the query.
      const options = { expiresIn, unhoistableHeaders: new Set([checksum]) };
      const url = await signed((client) => getSignedUrl(client, command, options));
      return { url, headers: sum === undefined ? {} : { [checksum]: sum } };
    },

    async staged(id) {
      const key = stagingKey(id);
      const got = await getObject(calls, { key });
      if (typeof got !== 'object') return undefined;
      const { byteLength, body, etag } = got;
      const goOn = async (start: number) => {
        const rest = await getObject(calls, { key, ifMatch: etag, range: { start, end: byteLength } });
        return typeof rest === 'object' ? rest.body : undefined;
      };
      return {
        byteLength,
        body: streamOfChunks(chunksOf({ first: body, start: 0, end: byteLength, digest: undefined, goOn })),
      };
    },

    async forget(id) {
      const command = new DeleteObjectCommand({ Bucket: calls.bucket, Key: stagingKey(id) });
      await calls.send((client, abortSignal) => client.send(command, { abortSignal })).catch(fail);
    },
  };
}

function fail(error: unknown): never {
  throw s3Failure(error);
}
