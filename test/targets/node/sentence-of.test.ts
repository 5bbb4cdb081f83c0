// The one line about what keeps a server from starting.
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../../adapters/node/sentence-of.ts';
import { Failure } from '../../../core/index.ts';

const listening = (host: string) =>
  new Promise((_, reject) => createServer().once('error', reject).listen({ host, port: 0 })) as Promise<never>;

describe('what keeps a server from starting', () => {
  it('is one line with the path, where a directory cannot be made', async () => {
    const error = await mkdir(import.meta.filename, { recursive: true }).catch((error) => error);
    expect(sentenceOf(error)).toMatch(/^EEXIST: [^\n]*sentence-of\.test\.ts'\.$/);
  });

  it('names the settings of an address that this machine does not have', async () => {
    const error = await listening('192.0.2.1').catch((error) => error);
    expect(sentenceOf(error)).toMatch(/^HOST and PORT cannot be listened on: [^\n]+\.$/);
  });

  it('has the reason behind a failure, once', () => {
    const cause = new Error('unable to open database file');
    const failure = new Failure('storage-unavailable', 'The database failed.', {}, cause);
    expect(sentenceOf(failure)).toBe('The database failed. (unable to open database file)');
    expect(sentenceOf(new Failure('storage-unavailable', 'Of a: b', {}, new Error('b')))).toBe('Of a: b');
  });

  it('is where it happened, for a fault of the program', () => {
    expect(sentenceOf(new TypeError('x is not a function'))).toMatch(/^TypeError: x is not a function\n +at /);
  });
});
