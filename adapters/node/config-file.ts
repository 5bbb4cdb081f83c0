// imageserver.config.json in the working directory: the settings' names and values as one flat object.
import { Failure } from '../../core/index.ts';
import { readIfThere } from './read-if-there.ts';

const configFileName = 'imageserver.config.json';

/** Answers {} when there is no such file. */
export async function readConfigFile(path: string = configFileName): Promise<Record<string, unknown>> {
  const text = await readIfThere(path);
  return text === undefined ? {} : parseFlatObject(text);
}

function parseFlatObject(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Failure('bad-request', `Expected JSON in ${configFileName}.`, {}, error);
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
  throw new Failure('bad-request', `Expected an object of settings in ${configFileName}.`);
}
