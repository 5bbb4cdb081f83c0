// A small JSON body of the management API: read within a bound, then checked against its schema.
import * as v from 'valibot';
import { Failure } from '../failure.ts';

// A target at its limit and what stands around it.
const usualBytes = 16_384;

/** `expected` ends the sentence "Expected …". Fails with `bad-request` or `too-large`. */
export async function readJson<T>(
  request: Request,
  schema: v.GenericSchema<unknown, T>,
  expected: string,
  limitBytes = usualBytes,
): Promise<T> {
  return parse(await readText(request, limitBytes), schema, expected);
}

/** The same; undefined where no byte comes. Without a length nothing of a request's head tells that none will. */
export async function readJsonIfAny<T>(
  request: Request,
  schema: v.GenericSchema<unknown, T>,
  expected: string,
): Promise<T | undefined> {
  const text = await readText(request, usualBytes);
  return text === '' ? undefined : parse(text, schema, expected);
}

function parse<T>(text: string, schema: v.GenericSchema<unknown, T>, expected: string): T {
  try {
    const value = JSON.parse(text);
    // A list would pass for an object without fields.
    if (Array.isArray(value)) throw new TypeError('A list.');
    return v.parse(schema, value);
  } catch (error) {
    throw new Failure('bad-request', `Expected a JSON object ${expected}.`, { expected }, error);
  }
}

// What is no UTF-8 becomes replacement characters, which no target, name or option may have.
async function readText({ body }: Request, limitBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let receivedBytes = 0;
  for await (const chunk of body ?? []) {
    receivedBytes += chunk.byteLength;
    if (receivedBytes > limitBytes) {
      throw new Failure('too-large', `Expected a body of at most ${limitBytes} bytes.`, { limit: limitBytes });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
