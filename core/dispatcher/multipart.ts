// Reads multipart/form-data (RFC 7578, RFC 2046 section 5.1) part by part, as it comes: never more than one chunk
// and one delimiter of it are held. It knows nothing of field names.
import { Failure } from '../failure.ts';

export interface Part {
  readonly field: string;
  readonly headers: Headers;
  /** Must be read to its end, or the form be cancelled, before the next part is asked for. */
  readonly body: ReadableStream<Uint8Array>;
}

export interface Multipart {
  /** Undefined behind the last part. Fails with `bad-request` where the form is malformed or ends too early. */
  next(): Promise<Part | undefined>;
}

// Bytes of one part's headers.
const headerLimit = 8192;
const crlf = '\r\n';

/** Undefined when the media type names no boundary. All bytes together may be `limitBytes`, else `too-large`. */
export function openMultipart(
  body: ReadableStream<Uint8Array>,
  contentType: string,
  limitBytes: number,
): Multipart | undefined {
  const boundary = parametersOf(contentType).get('boundary');
  if (boundary === undefined || !/^[\x20-\x7e]{1,70}$/.test(boundary)) return undefined;
  const delimiter = ascii(`${crlf}--${boundary}`);
  const reader = body.getReader();
  // The first delimiter may stand at the very beginning: so that all look alike, it gets the line end it lacks.
  let held: Uint8Array = ascii(crlf);
  let begun = false;
  let receivedBytes = 0;

  async function more(): Promise<void> {
    const { done, value } = await reader.read();
    if (done) throw malformed('ended before its last boundary');
    receivedBytes += value.length;
    if (receivedBytes > limitBytes) {
      throw new Failure('too-large', `Expected a form of at most ${limitBytes} bytes.`, { limit: limitBytes });
    }
    const joined = new Uint8Array(held.length + value.length);
    joined.set(held);
    joined.set(value, held.length);
    held = joined;
  }

  /** Everything in front of `mark`, in pieces; afterwards the mark is consumed too. */
  async function* until(mark: Uint8Array): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const at = indexOf(held, mark);
      const sure = at === -1 ? Math.max(0, held.length - mark.length + 1) : at;
      const piece = held.subarray(0, sure);
      held = held.subarray(at === -1 ? sure : at + mark.length);
      if (piece.length > 0) yield piece;
      if (at !== -1) return;
      await more();
    }
  }

  async function take(count: number): Promise<string> {
    while (held.length < count) await more();
    const text = new TextDecoder().decode(held.subarray(0, count));
    held = held.subarray(count);
    return text;
  }

  async function readHeaders(): Promise<Headers> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const piece of until(ascii(crlf + crlf))) {
      text += decoder.decode(piece, { stream: true });
      if (text.length > headerLimit) throw malformed('has a part with too many headers');
    }
    return headersFrom(text);
  }

  return {
    async next() {
      if (!begun) await skip(until(delimiter));
      begun = true;
      const ending = await take(2);
      if (ending === '--') return undefined;
      if (ending !== crlf) throw malformed('has a boundary that is followed by something else than a line end');
      const headers = await readHeaders();
      const field = parametersOf(headers.get('content-disposition') ?? '').get('name');
      if (field === undefined) throw malformed('has a part without a name');
      return { field, headers, body: streamOf(until(delimiter)) };
    },
  };
}

/** What stands before the first boundary means nothing (RFC 2046 section 5.1.1). */
async function skip(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of pieces);
}

function headersFrom(text: string): Headers {
  const headers = new Headers();
  for (const line of text.split(crlf)) {
    const colon = line.indexOf(':');
    try {
      headers.append(line.slice(0, Math.max(colon, 0)), line.slice(colon + 1));
    } catch (error) {
      // Headers says so with a TypeError for whatever is no header; its words are not for the client.
      throw malformed('has a part with a malformed header', error);
    }
  }
  return headers;
}

/** Parameters of a header value; names in lower case. Browsers write a quote within a value as %22. */
function parametersOf(value: string): Map<string, string> {
  const found = value.matchAll(/;\s*([\w*-]+)=(?:"([^"]*)"|([^;\s"]*))/g);
  return new Map(Array.from(found, ([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? '']));
}

function streamOf(pieces: AsyncGenerator<Uint8Array, void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

function indexOf(bytes: Uint8Array, mark: Uint8Array): number {
  const [first = 0] = mark;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (at + mark.length > bytes.length) return -1;
    if (mark.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  return -1;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function malformed(how: string, cause?: unknown): Failure {
  return new Failure('bad-request', `Expected a complete multipart/form-data body but it ${how}.`, {}, cause);
}
