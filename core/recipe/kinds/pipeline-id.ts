// Option kind: the id of a named pipeline.
import type { About, Option } from '../option.ts';

export const pipelineIdExpected = 'an id of 1 to 64 letters, digits, "-" and "_" that begins with a letter or digit';

export function isPipelineId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(value);
}

export function pipelineId(about: About<string>): Option<string> {
  return {
    aliases: [],
    ...about,
    expected: pipelineIdExpected,
    check: isPipelineId,
    read: (text) => (isPipelineId(text) ? text : undefined),
    write: String,
  };
}
