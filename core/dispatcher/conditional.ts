// Conditional requests in the order of RFC 9110 section 13.2.2. Pure: it knows headers and validators, no image.
// Only to be asked where the plain answer would be a success.
import { readHttpDate } from './http-date.ts';

export interface Validators {
  /** A strong tag with its quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly lastModified: number;
}

export type Verdict = 'go' | 'not-modified' | 'precondition-failed';

/** `current` is undefined when nothing is stored under the name yet. */
export function weighConditions(headers: Headers, method: string, current: Validators | undefined): Verdict {
  const ifMatch = headers.get('if-match');
  if (ifMatch !== null) {
    if (!matches(ifMatch, current, 'strong')) return 'precondition-failed';
  } else {
    const unmodifiedSince = readHttpDate(headers.get('if-unmodified-since') ?? '');
    if (unmodifiedSince !== undefined && current !== undefined && current.lastModified > unmodifiedSince) {
      return 'precondition-failed';
    }
  }
  const reading = method === 'GET' || method === 'HEAD';
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== null) {
    if (!matches(ifNoneMatch, current, 'weak')) return 'go';
    return reading ? 'not-modified' : 'precondition-failed';
  }
  const modifiedSince = reading ? readHttpDate(headers.get('if-modified-since') ?? '') : undefined;
  return modifiedSince !== undefined && current !== undefined && current.lastModified <= modifiedSince
    ? 'not-modified'
    : 'go';
}

/**
 * Whether a Range may be answered with a part (section 13.1.5): without If-Range always, with it only when the
 * client's part is certainly of these bytes. A date counts as strong when it is exactly ours.
 */
export function rangeStillHolds(headers: Headers, current: Validators): boolean {
  const ifRange = headers.get('if-range');
  return ifRange === null || ifRange === current.etag || readHttpDate(ifRange) === current.lastModified;
}

// Ours are always strong, so a weak tag in the list can only match by weak comparison.
function matches(list: string, current: Validators | undefined, comparison: 'strong' | 'weak'): boolean {
  if (current === undefined) return false;
  if (list.trim() === '*') return true;
  for (const [, weak, tag] of list.matchAll(/(W\/)?("[^"]*")/g)) {
    if (tag === current.etag && (comparison === 'weak' || weak === undefined)) return true;
  }
  return false;
}
