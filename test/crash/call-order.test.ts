// CS-12, short. The long form: `npm run crash -- order`.
import { expect, it } from 'vitest';
import { scratchFolder } from '../support/scratch-folder.ts';
import { type Acknowledged, faultsOf, traceUploads } from './call-order.ts';
import { readSystemCalls } from './system-calls.ts';

const uploads = 60;

it('every acknowledged upload was written, synced, linked, named durably and recorded, in this order, before its answer', async ({
  skip,
}) => {
  const folder = await scratchFolder();
  const traced = await traceUploads({ command: 'adapters/cli/imageserver.mjs', folder, uploads });
  if (typeof traced === 'string') {
    console.info(`skipped the order of system calls: ${traced}`);
    return skip(traced);
  }
  const { acknowledged, trace } = traced;
  expect(acknowledged).toHaveLength(uploads);
  expect(faultsOf(acknowledged, readSystemCalls(trace))).toEqual([]);
  console.info(`CS-12 order of system calls: ${uploads} acknowledged, ${uploads} in order, 0 lost, 0 resurrected`);

  // Negative controls: the trace without one of the steps, and with the answer before the row.
  const without = (line: RegExp) =>
    trace
      .split('\n')
      .filter((text) => !line.test(text))
      .join('\n');
  for (const step of [/fdatasync\(\d+<[^>]*staging/, /fsync\(\d+<[^>]*pvol\/..\/..>/, /sync\(\d+<[^>]*-wal>/]) {
    expect(missed(acknowledged, without(step))).toBe(uploads);
  }
  const answers = trace.split('\n').filter((line) => line.includes('HTTP/1.1 201'));
  expect(missed(acknowledged, `${answers.join('\n')}\n${without(/HTTP\/1\.1 201/)}`)).toBe(uploads);
}, 180_000);

function missed(acknowledged: readonly Acknowledged[], trace: string): number {
  return faultsOf(acknowledged, readSystemCalls(trace)).length;
}
