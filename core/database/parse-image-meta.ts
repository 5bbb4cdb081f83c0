// Reads an ImageMeta back from its JSON text. What is not whole is refused: half an object would go far before it fails.
import { Failure } from '../failure.ts';
import { formats } from '../image/format.ts';
import { addrTypes, type ImageMeta } from '../image/image-meta.ts';
import { noUserMeta } from '../image/user-meta.ts';

const holds: { readonly [Field in keyof ImageMeta]: (value: unknown) => boolean } = {
  name: isText,
  addrType: (value) => Object.values<unknown>(addrTypes).includes(value),
  imgAddr: isText,
  ext: (value) => typeof value === 'string' && Object.hasOwn(formats, value),
  byteLength: isCount,
  width: isCount,
  height: isCount,
  frames: isCount,
  animated: isFlag,
  alpha: isFlag,
  progressive: isFlag,
  orientation: (value) => isCount(value) && value <= 8,
  digest: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  createdAt: isTime,
  writtenAt: isTime,
  changedAt: isTime,
  thumbhash: (value) => typeof value === 'string',
  dominantColor: (value) => typeof value === 'string' && /^(#[0-9a-f]{6})?$/.test(value),
  private: isFlag,
  tags: (value) => Array.isArray(value) && value.every(isText),
  metadata: (value) => typeof value === 'object' && value !== null && Object.values(value).every(isString),
};

// What rows written before a field was kept are taken to say.
const notYetKept: Partial<ImageMeta> = { progressive: false, dominantColor: '', ...noUserMeta };

/** Fails with `internal` when the text is not the record of this name. Fields of later versions are left behind. */
export function parseImageMeta(name: string, text: string): ImageMeta {
  const row = parse(name, text);
  const found: Record<string, unknown> = { ...notYetKept, changedAt: row.writtenAt, ...row };
  for (const [field, isRight] of Object.entries(holds)) {
    if (!isRight(found[field])) throw broken(name, `a whole image record but its field "${field}" is missing or wrong`);
  }
  if (found.name !== name) throw broken(name, 'its own image record but found that of another name');
  return Object.fromEntries(Object.keys(holds).map((field) => [field, found[field]])) as unknown as ImageMeta;
}

function parse(name: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (error) {
    throw broken(name, 'JSON but found something else', error);
  }
  throw broken(name, 'a JSON object but found something else');
}

function broken(name: string, expected: string, cause?: unknown): Failure {
  return new Failure('internal', `Expected the database to hold for "${name}" ${expected}.`, {}, cause);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isTime(value: unknown): boolean {
  return value === 0 || isCount(value);
}
