// What a call of the management API has changed: whose kept answers do not count any more.
import { readName, type Target } from '../../../core/index.ts';
import type { Changed } from '../../volumes/cache-api/generations.ts';

export interface Called {
  readonly target: Target;
  readonly method: string;
  /** Of a purge. */
  readonly text: string | undefined;
}

/** `answer` is undefined where none came: then it may have been done all the same. */
export function changedBy({ target, method, text }: Called, answer: Response | undefined): Changed | undefined {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return undefined;
  if (answer !== undefined && answer.status >= 400 && answer.status < 500) return undefined;
  switch (target.room) {
    case 'image':
      return { name: readName(target.rest) };
    case 'images':
    case 'ticket':
      return storedAt(answer?.headers.get('location'));
    case 'purge':
      return purged(text);
    case 'delete':
    case 'pipeline':
    case 'resumable':
    case 'resumables':
      return 'many';
    default:
      return undefined;
  }
}

function storedAt(location: string | null | undefined): Changed {
  const [, encoded] = /^\/api\/images\/(.+)$/.exec(location ?? '') ?? [];
  return encoded === undefined ? 'many' : { name: readName(encoded) };
}

// Refused already where it is no JSON.
function purged(text = ''): Changed {
  const { name, ...others } = JSON.parse(text) as { name?: unknown };
  return typeof name === 'string' && Object.keys(others).length === 0 ? { name } : 'many';
}
