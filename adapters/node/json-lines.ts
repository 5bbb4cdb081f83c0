// Logs: one JSON line an event, on standard error, so that standard output stays for people.
import { plainError, type Tell } from '../../core/index.ts';

export function createJsonLines(write: (line: string) => void): Tell {
  return (event, fields = {}) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields }, plainError)}\n`);
  };
}
