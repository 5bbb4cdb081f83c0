// The head of an answer as a function says it: first in a stream, beside the body in a buffered answer.

export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Values of Set-Cookie: they must not be joined. */
  readonly cookies: readonly string[];
}

export function preludeOf({ status, headers }: Response): Prelude {
  const fields = [...headers].filter(([name]) => name !== 'set-cookie');
  return { statusCode: status, headers: Object.fromEntries(fields), cookies: headers.getSetCookie() };
}
