// Logs: one JSON line an event, on standard error, so that standard output stays for people.
import { Failure, type Tell } from '../../core/index.ts';

export function createJsonLines(write: (line: string) => void): Tell {
  return (event, fields = {}) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields }, plainError)}\n`);
  };
}

// JSON.stringify writes an Error as {}: its words are the reason why there is a log.
function plainError(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const code = value instanceof Failure ? value.code : (value as NodeJS.ErrnoException).code;
  return { name: value.name, code, message: value.message, stack: value.stack, cause: value.cause };
}
