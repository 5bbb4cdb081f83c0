// Errors in a log of JSON lines, as the replacer of JSON.stringify, which writes an Error as {}: its words are the reason why
// there is a log.

export function plainError(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  // Of a Failure, of the system, or of none.
  const { code } = value as { readonly code?: unknown };
  return { name: value.name, code, message: value.message, stack: value.stack, cause: value.cause };
}
