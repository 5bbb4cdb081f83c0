// Logs: one JSON object an event, as Workers Logs reads it.
import { Failure, type Tell } from '../../core/index.ts';

export function createJsonLines(write: (line: string) => void): Tell {
  return (event, fields = {}) => write(JSON.stringify({ event, ...fields }, plainError));
}

// JSON.stringify writes an Error as {}: its words are the reason why there is a log.
function plainError(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, ...(value instanceof Failure && { code: value.code }), message, stack, cause };
}
