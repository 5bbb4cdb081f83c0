import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../core/failure.ts';
import { readSettings, settingTable } from '../../../../core/policy/settings/settings.ts';

function refusalOf(environment: Record<string, string>, file: Record<string, unknown> = {}): string {
  try {
    readSettings(environment, file);
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    return (error as Failure).message;
  }
  throw new Error('It was accepted.');
}

describe('settings', () => {
  it('have a default for every name, so that an empty environment starts a server', () => {
    expect(readSettings({})).toMatchObject({
      port: 8000,
      host: '127.0.0.1',
      mVolBytes: 134_217_728,
      renderers: undefined,
    });
  });

  it('are read from the environment before the file', () => {
    const settings = readSettings({ PORT: '81' }, { PORT: 82, HOST: '0.0.0.0' });
    expect(settings).toMatchObject({ port: 81, host: '0.0.0.0' });
  });

  it('take sizes with a binary unit', () => {
    expect(readSettings({ IMG_MVOL_BYTES: '2GiB' }).mVolBytes).toBe(2 * 1024 ** 3);
    expect(readSettings({ IMG_LIMIT_UPLOAD_BYTES: '7' }).uploadBytes).toBe(7);
  });

  it('refuse a value that cannot be used, in one sentence that names setting, expectation and value', () => {
    expect(refusalOf({ PORT: '80000' })).toBe(
      'Expected an integer from 0 to 65535 for setting PORT but received "80000".',
    );
    for (const [name, value] of [
      ['IMG_MVOL_BYTES', '1GB'],
      ['IMG_RENDERERS', '-1'],
      ['IMG_RENDERERS', 'many'],
      ['IMG_INPUTS', 'jpg,psd'],
      ['IMG_INPUTS_IN_SPITE', 'psd'],
      ['IMG_INPUTS', ''],
      ['IMG_PVOL', 'ftp'],
      ['HOST', ''],
      ['IMG_UNSIGNED', 'some'],
      ['IMG_PIPELINES', 'card'],
      ['IMG_PIPELINES', 'ca.rd=w=1'],
      ['IMG_LADDER', ''],
      ['IMG_LADDER', '100,0'],
      ['IMG_LADDER', Array.from({ length: 65 }, (_, at) => at + 1).join(',')],
      ['IMG_LADDER_SNAP', 'down'],
      ['IMG_LIMIT_OUTPUT_SIDE', '0'],
    ] as const) {
      expect(refusalOf({ [name]: value })).toContain(`setting ${name} but received "${value}"`);
    }
  });

  it('refuse a short token without repeating it', () => {
    const sentence = refusalOf({ IMG_TOKEN: 'hunter2' });
    expect(sentence).toContain('IMG_TOKEN');
    expect(sentence).not.toContain('hunter2');
  });

  it('refuse keys that are none without repeating them', () => {
    const hex = 'ab'.repeat(15);
    const sentence = refusalOf({ IMG_KEYS: `k1:${hex}` });
    expect(sentence).toContain('IMG_KEYS');
    expect(sentence).not.toContain(hex);
  });

  it('read the ladder in any order, each width once', () => {
    expect(readSettings({ IMG_LADDER: '640, 100,640' }).ladder).toEqual([100, 640]);
    expect(readSettings({})).toMatchObject({ keys: [], unsigned: 'auto', ladderSnap: 'up' });
    expect(readSettings({}).ladder).toHaveLength(16);
  });

  it('refuse a name that is not known, in the environment under our prefix and anywhere in the file', () => {
    expect(refusalOf({ IMG_PROT: '1' })).toContain('IMG_PROT');
    expect(refusalOf({}, { port: 1 })).toContain('received port; near to it is PORT.');
    expect(refusalOf({ IMG_DIALECT: 'x', IMG_UPLOAD_LIMIT: '1' })).toContain(
      'received IMG_DIALECT, IMG_UPLOAD_LIMIT; near to it is IMG_DIALECTS, IMG_UPLOAD_RATE, IMG_LIMIT_UPLOAD_BYTES.',
    );
    expect(() => readSettings({ PATH: '/bin', OTHER: 'x' })).not.toThrow();
  });

  it('are all in the table that the reference is made from', () => {
    expect(settingTable.length).toBeGreaterThan(10);
    expect(new Set(settingTable.map(({ name }) => name)).size).toBe(settingTable.length);
  });
});
