// What is taken on at the same time, and who waits.
import * as v from 'valibot';
import { bytes, integer, setting, sizeOf } from './kinds.ts';

export const overloadSettings = {
  connections: setting(
    'IMG_CONNECTIONS',
    '4096',
    'connections at the same time; further ones are closed',
    'an integer from 1 to 1000000',
    integer(1, 1_000_000),
  ),
  requests: setting(
    'IMG_REQUESTS',
    '2048',
    'requests at the same time, uploads included and repeated pictures not; further ones are answered 503',
    'an integer from 1 to 1000000',
    integer(1, 1_000_000),
  ),
  queueMillis: setting(
    'IMG_QUEUE_MILLIS',
    '400',
    'longest wait for a render to begin, in milliseconds, once the queue has stood for five times as long; then 503',
    'an integer from 0 to 600000',
    integer(0, 600_000),
  ),
  queueLength: setting(
    'IMG_QUEUE_LENGTH',
    '64',
    'renders that may wait; a client may have a quarter of them while others wait',
    'an integer from 0 to 100000',
    integer(0, 100_000),
  ),
  renderBytes: setting(
    'IMG_RENDER_BYTES',
    'auto',
    'memory that renders may take together, by their price; `auto` is what the machine or container has left beside mVol and the processes',
    `\`auto\` or ${sizeOf}`,
    v.union([
      v.pipe(
        v.literal('auto'),
        v.transform((): number | undefined => undefined),
      ),
      v.pipe(bytes, v.minValue(1)),
    ]),
  ),
  refine: setting(
    'IMG_REFINE',
    'on',
    'whether a result that is asked for again is encoded once more, better, when the server is idle (`on`), or never (`off`)',
    '`on` or `off`',
    v.picklist(['on', 'off']),
  ),
  staleIfErrorSeconds: setting(
    'IMG_STALE_IF_ERROR',
    '3600',
    'how long after an image was replaced results of the former bytes are shown where rendering the new ones is refused or fails, and how long behind its life a fetched source is used where its server fails; 0 never, and never after a delete',
    'an integer from 0 to 604800',
    integer(0, 604_800),
  ),
  staleWhileRevalidateSeconds: setting(
    'IMG_STALE_WHILE_REVALIDATE',
    '0',
    'how long after an image was replaced they are shown, too, while the new ones are rendered, and how long behind its life a fetched source is used while its server is asked; 0 never: who replaces an image sees the new one',
    'an integer from 0 to 604800',
    integer(0, 604_800),
  ),
  proxies: setting(
    'IMG_PROXIES',
    '0',
    'proxies of yours that every request comes through: the client is who the outermost of them saw, by X-Forwarded-For or Forwarded; 0 believes the socket only',
    'an integer from 0 to 16',
    integer(0, 16),
  ),
} as const;
