// Where the server listens and where its data lies.
import * as v from 'valibot';
import { integer, setting, text } from './kinds.ts';

export const serverSettings = {
  port: setting('PORT', '8000', 'TCP port; 0 takes any free one', 'an integer from 0 to 65535', integer(0, 65_535)),
  host: setting('HOST', '127.0.0.1', 'address it listens on', 'a host name or address', text),
  dataDirectory: setting(
    'IMG_DATA',
    './data',
    'data directory: originals (pVol), pDatabase, eVol and the token',
    'a path',
    text,
  ),
  invokeMode: setting(
    'IMG_INVOKE_MODE',
    'RESPONSE_STREAM',
    "on Lambda: the function URL's invoke mode, `RESPONSE_STREAM`, or `BUFFERED`, where an answer has at most about 4.5 MB",
    '`RESPONSE_STREAM` or `BUFFERED`',
    v.picklist(['RESPONSE_STREAM', 'BUFFERED']),
  ),
} as const;
