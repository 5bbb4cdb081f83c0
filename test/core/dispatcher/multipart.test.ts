import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openMultipart } from '../../../core/dispatcher/multipart.ts';

const encoder = new TextEncoder();
const roomy = 2 ** 30;

/** A stream of the bytes, cut at the given places. */
function streamOf(bytes: Uint8Array, cuts: readonly number[] = []): ReadableStream<Uint8Array> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return new ReadableStream({
    start(controller) {
      for (let i = 1; i < places.length; i += 1) controller.enqueue(bytes.slice(places[i - 1], places[i]));
      controller.close();
    },
  });
}

async function readAll(body: ReadableStream<Uint8Array>, contentType: string, limitBytes = roomy) {
  const form = openMultipart(body, contentType, limitBytes);
  if (form === undefined) throw new Error('no boundary');
  const parts: { field: string; type: string | null; bytes: number[] }[] = [];
  for (let part = await form.next(); part !== undefined; part = await form.next()) {
    const bytes = [...new Uint8Array(await new Response(part.body).arrayBuffer())];
    parts.push({ field: part.field, type: part.headers.get('content-type'), bytes });
  }
  return parts;
}

const readText = (text: string, limitBytes?: number) =>
  readAll(streamOf(encoder.encode(text)), 'multipart/form-data; boundary=B', limitBytes);

// Bytes that are likely to look like a delimiter.
const trickyBytes = fc
  .array(fc.oneof(fc.constantFrom('\r', '\n', '-', '--', '\r\n--', '\r\n--B', '--B--'), fc.string({ maxLength: 4 })))
  .map((pieces) => encoder.encode(pieces.join('')));

describe('multipart/form-data', () => {
  test('what the platform writes is read back, wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(trickyBytes, { maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        async (files, cuts) => {
          const form = new FormData();
          for (const [index, bytes] of files.entries()) {
            form.append(`field ${index}`, new Blob([bytes], { type: 'image/png' }), 'a"b;name=c.png');
          }
          const request = new Request('http://host/', { method: 'POST', body: form });
          const contentType = request.headers.get('content-type') ?? '';
          const wire = new Uint8Array(await request.arrayBuffer());
          if (files.length === 0) return;
          const parts = await readAll(streamOf(wire, cuts), contentType);
          expect(parts).toEqual(
            files.map((bytes, index) => ({ field: `field ${index}`, type: 'image/png', bytes: [...bytes] })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a preamble and an epilogue mean nothing', async () => {
    const parts = await readText(
      'before\r\n--B\r\nContent-Disposition: form-data; name=file\r\n\r\nx\r\n--B--\r\nafter',
    );
    expect(parts).toEqual([{ field: 'file', type: null, bytes: [120] }]);
  });

  test('a boundary in quotes is read, and a media type without one opens nothing', async () => {
    const wire = encoder.encode('--a b\r\nContent-Disposition: form-data; name="file"\r\n\r\n\r\n--a b--');
    expect(await readAll(streamOf(wire), 'multipart/form-data; charset=utf-8; boundary="a b"')).toHaveLength(1);
    expect(openMultipart(streamOf(wire), 'multipart/form-data', roomy)).toBeUndefined();
    expect(openMultipart(streamOf(wire), `multipart/form-data; boundary=${'b'.repeat(71)}`, roomy)).toBeUndefined();
  });

  const part = '--B\r\nContent-Disposition: form-data; name="file"\r\n\r\n';

  test.each([
    ['', /ended before/],
    ['--B', /ended before/],
    ['--C\r\n', /ended before/],
    [`${part}bytes`, /ended before/],
    [`${part}bytes\r\n--B`, /ended before/],
    ['--Bx\r\n', /followed by/],
    ['--B\r\nContent-Type: image/png\r\n\r\n\r\n--B--', /without a name/],
    ['--B\r\nno header\r\n\r\n\r\n--B--', /malformed header/],
    [`--B\r\nA: ${'a'.repeat(9000)}\r\n\r\n\r\n--B--`, /too many headers/],
  ])('a malformed body (%#) is refused with a sentence', async (text, sentence) => {
    await expect(readText(text)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(sentence),
    });
  });

  test('bytes behind the limit are refused wherever they stand, without being held', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
    });
    await expect(readAll(endless, 'multipart/form-data; boundary=B', 50_000)).rejects.toMatchObject({
      code: 'too-large',
      detail: { limit: 50_000 },
    });
  });
});
