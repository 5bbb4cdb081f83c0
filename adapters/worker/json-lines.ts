// Logs: one JSON object an event, as Workers Logs reads it.
import { plainError, type Tell } from '../../core/index.ts';

export function createJsonLines(write: (line: string) => void): Tell {
  return (event, fields = {}) => write(JSON.stringify({ event, ...fields }, plainError));
}
