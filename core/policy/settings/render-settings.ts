// How pictures are decoded and rendered.
import * as v from 'valibot';
import type { Ext } from '../../image/format.ts';
import { bytes, integer, listOf, setting, sizeOf } from './kinds.ts';

const inputs = ['jpg', 'png', 'webp', 'gif', 'svg', 'avif', 'tiff'] as const satisfies readonly Ext[];

const pipelines = v.pipe(
  v.string(),
  v.transform((list) => list.split(/\s+/).filter(Boolean)),
  v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}=./))),
  v.transform((list) => new Map(list.map((item) => splitAt(item, item.indexOf('='))))),
);

function splitAt(text: string, place: number): [string, string] {
  return [text.slice(0, place), text.slice(place + 1)];
}

export const renderSettings = {
  modules: setting(
    'IMG_MODULES',
    '',
    'third-party modules: paths from the working directory (`./halftone.mjs`) or installed packages, with commas between them; their code runs in the server and in render processes',
    'a comma list of paths and package names',
    v.pipe(
      v.string(),
      v.transform((list) => list.split(',').map((name) => name.trim())),
      v.transform((names) => names.filter(Boolean)),
    ),
  ),
  pipelines: setting(
    'IMG_PIPELINES',
    '',
    'named pipelines besides those of the API: `id=options` with spaces between them, or an object in the configuration file',
    '`id=options`, with ids of 1 to 64 letters, digits, "-" and "_"',
    pipelines,
  ),
  renderers: setting(
    'IMG_RENDERERS',
    'cores',
    'renders at the same time; `cores` makes one a core, each in a process of its own, and keeps processes besides (as many up to two, half as many beyond) for small work beside large; 0 renders inside the server process',
    '`cores` or an integer from 0 to 256',
    v.union([
      v.pipe(
        v.literal('cores'),
        v.transform((): number | undefined => undefined),
      ),
      integer(0, 256),
    ]),
  ),
  rendererTasks: setting(
    'IMG_RENDERER_TASKS',
    '5000',
    'tasks after which a render process is relieved by a new one; 0 is never',
    'an integer from 0 to 1000000000',
    integer(0, 1_000_000_000),
  ),
  rendererBytes: setting(
    'IMG_RENDERER_BYTES',
    '512MiB',
    'memory that a render process may hold between two tasks before it is relieved; 0 is any',
    sizeOf,
    bytes,
  ),
  sandbox: setting(
    'IMG_SANDBOX',
    'auto',
    'whether render processes lose the network, all writing of files and the reach of other processes: `auto` takes what the system offers and logs what it does not, `require` does not start where one of these cannot be had, `off` takes nothing',
    '`auto`, `require` or `off`',
    v.picklist(['auto', 'require', 'off']),
  ),
  quarantineSeconds: setting(
    'IMG_QUARANTINE_SECONDS',
    '3600',
    'how long an image that has ended two render processes is refused untried (422), a minute the first time and longer each time after; a restart ends it, 0 never begins it',
    'an integer from 0 to 31536000',
    integer(0, 31_536_000),
  ),
  inputs: setting(
    'IMG_INPUTS',
    'jpg,png,webp,gif,svg',
    'formats accepted as originals, `svg` as a drawing that is only ever given as pixels; `avif` and `tiff` are off because their decoders have the worst record',
    `a comma list of ${inputs.join(', ')}`,
    listOf(inputs),
  ),
  inputsInSpite: setting(
    'IMG_INPUTS_IN_SPITE',
    '',
    'formats of IMG_INPUTS that are decoded although a weakness of their decoder is known; without it they are refused, with a line in the log and in /readyz',
    `nothing, or a comma list of ${inputs.join(', ')}`,
    v.union([
      v.pipe(
        v.literal(''),
        v.transform((): (typeof inputs)[number][] => []),
      ),
      listOf(inputs),
    ]),
  ),
} as const;
