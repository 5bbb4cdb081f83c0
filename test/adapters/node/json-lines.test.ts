import { describe, expect, it } from 'vitest';
import { createJsonLines } from '../../../adapters/node/json-lines.ts';
import { Failure } from '../../../core/failure.ts';

function told(event: string, fields?: Record<string, unknown>): { text: string; value: Record<string, unknown> } {
  let text = '';
  createJsonLines((line) => {
    text += line;
  })(event, fields);
  return { text, value: JSON.parse(text) };
}

describe('the log', () => {
  it('writes one JSON line an event, with time and name', () => {
    const { text, value } = told('volume.commit', { byteLength: 7, note: 'two\nlines' });
    expect(text.indexOf('\n')).toBe(text.length - 1);
    expect(value).toMatchObject({ event: 'volume.commit', byteLength: 7, note: 'two\nlines' });
    expect(Date.parse(value.time as string)).not.toBeNaN();
  });

  it('keeps the words, the code and the cause of an error', () => {
    const { value } = told('dispatcher.fail', { error: new Failure('internal', 'No luck.', {}, new Error('why')) });
    expect(value.error).toMatchObject({ code: 'internal', message: 'No luck.', cause: { message: 'why' } });
  });
});
