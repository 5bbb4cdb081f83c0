// Bytes on their way, cut into pieces that can be kept one by one.

/**
 * Each piece has to be read to its end before the next is asked for. What had come where the chunks break off is a piece
 * like any other; behind it this fails as they did. Chunks that nobody wants any more are left as they are.
 */
export async function* piecesOf(
  chunks: AsyncIterable<Uint8Array>,
  pieceBytes: number,
): AsyncGenerator<ReadableStream<Uint8Array>> {
  const source = chunks[Symbol.asyncIterator]();
  let broken: { readonly error: unknown } | undefined;
  let rest: Uint8Array | undefined;

  // Undefined at the end.
  const next = async (): Promise<Uint8Array | undefined> => {
    try {
      for (;;) {
        const { done, value } = await source.next();
        if (done) return undefined;
        if (value.byteLength > 0) return value;
      }
    } catch (error) {
      broken = { error };
      return undefined;
    }
  };

  const piece = (): ReadableStream<Uint8Array> => {
    let left = pieceBytes;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (left > 0 && broken === undefined) rest ??= await next();
          if (left === 0 || rest === undefined) return controller.close();
          const part = rest.subarray(0, left);
          rest = part.byteLength < rest.byteLength ? rest.subarray(part.byteLength) : undefined;
          left -= part.byteLength;
          controller.enqueue(part);
        },
      },
      { highWaterMark: 0 },
    );
  };

  for (;;) {
    if (broken === undefined) rest ??= await next();
    if (rest === undefined) break;
    yield piece();
  }
  if (broken !== undefined) throw broken.error;
}
