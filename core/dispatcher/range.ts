// The Range field, RFC 9110 section 14: one range is answered, everything that asks for more gets the whole.
import type { ByteRange } from '../volume/persistent-volume.ts';

/**
 * 'whole' where the field is absent, of another unit, malformed or lists several ranges: ignoring it is always
 * allowed, and many small ranges are an old way to make one request cost as much as hundreds (CVE-2011-3192).
 */
export function readRange(field: string | null, byteLength: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(field?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole';
  if (first === '') {
    const suffix = Math.min(Number(last), byteLength);
    return suffix === 0 ? 'unsatisfiable' : { start: byteLength - suffix, end: byteLength };
  }
  const start = Number(first);
  const end = last === '' ? byteLength : Math.min(Number(last) + 1, byteLength);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= byteLength ? 'unsatisfiable' : { start, end };
}
