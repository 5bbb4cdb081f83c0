// Objects by their keys, at most 1000 in one call. Fails where one of them stays.
import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { Failure } from '../../../core/index.ts';
import { type Calls, s3Failure } from './calls.ts';

export async function removeAll(calls: Calls, keys: readonly string[]): Promise<void> {
  const Objects = keys.map((Key) => ({ Key }));
  const command = new DeleteObjectsCommand({ Bucket: calls.bucket, Delete: { Objects, Quiet: true } });
  const { Errors } = await calls.send((client, abortSignal) => client.send(command, { abortSignal })).catch(fail);
  // It answers 200 all the same.
  const [kept] = Errors ?? [];
  if (kept !== undefined) throw new Failure('internal', `The bucket keeps what was to be removed (${kept.Code}).`);
}

function fail(error: unknown): never {
  throw s3Failure(error);
}
