// An answer with the length that it says: workerd sends a stream in chunks, whatever Content-Length says, unless the stream
// itself is of a fixed length.

export function withLength(answer: Response): Response {
  const length = answer.headers.get('content-length');
  if (answer.body === null || length === null) return answer;
  const { readable, writable } = new FixedLengthStream(Number(length));
  // A client who leaves ends it, and so does a body that breaks off.
  answer.body.pipeTo(writable).catch(() => {});
  return new Response(readable, answer);
}
