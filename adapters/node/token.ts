// The bearer token of the management API: from the settings, or made once and kept in the data directory.
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../core/index.ts';
import { readIfThere } from './read-if-there.ts';

export interface Token {
  readonly value: string;
  /** Where a person finds it, for the start message; never the token itself. */
  readonly keptIn: string;
}

// 24 bytes are 192 bits: not to be guessed; base64url needs no quoting in a shell.
const tokenBytes = 24;
const shortest = 16;

export async function readOrMakeToken(dataDirectory: string, given: string): Promise<Token> {
  if (given !== '') return { value: given, keptIn: 'setting IMG_TOKEN' };
  const file = join(dataDirectory, 'token');
  const value = (await readIfThere(file))?.trim() ?? (await makeToken(file));
  if (value.length < shortest) {
    throw new Failure('internal', `Expected at least ${shortest} characters in ${file} but found ${value.length}.`);
  }
  return { value, keptIn: file };
}

async function makeToken(file: string): Promise<string> {
  const value = randomBytes(tokenBytes).toString('base64url');
  // 'wx' and the mode at creation: at no moment is there a file that others may read.
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(`${value}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  return value;
}
