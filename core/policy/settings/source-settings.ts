// Images elsewhere: which, for how long, and how many at once.
import * as v from 'valibot';
import { readSourceRule } from '../../source/source-rules.ts';
import { integer, setting } from './kinds.ts';

// Enough for one house; more are better told apart by a proxy in front of the others.
const mostSources = 100;

const sources = v.pipe(
  v.string(),
  v.transform((list) => (list.trim() === '' ? [] : list.split(',').map((item) => readSourceRule(item.trim())))),
  v.maxLength(mostSources),
  v.check((rules) => rules.every((rule) => rule !== undefined)),
  v.transform((rules) => rules.filter((rule) => rule !== undefined)),
);

const seconds = (name: string, fallback: string, meaning: string) =>
  setting(name, fallback, meaning, 'an integer from 0 to 31536000', integer(0, 31_536_000));

export const sourceSettings = {
  sources: setting(
    'IMG_SOURCES',
    '',
    'hosts that images may be fetched from: `images.example.com`, `*.example.com` (hosts below it), with a port if it is not 443, `http://…` for one without TLS, `*` for any (then unsigned URLs may name those only that are listed besides); never one with an address that is not public',
    'a comma list of hosts, at most 100',
    sources,
  ),
  sourceUsualSeconds: seconds(
    'IMG_SOURCE_SECONDS',
    '3600',
    'how long a fetched image is used without asking its server again, where that does not say',
  ),
  sourceLeastSeconds: seconds('IMG_SOURCE_LEAST_SECONDS', '60', 'the same at least, however little its server allows'),
  sourceMostSeconds: seconds('IMG_SOURCE_MOST_SECONDS', '86400', 'the same at most, however much its server allows'),
  sourceNegativeSeconds: seconds(
    'IMG_SOURCE_NEGATIVE_SECONDS',
    '10',
    'how long a source that failed (not there, no image, too large, too slow) is not tried again',
  ),
  sourceFetches: setting(
    'IMG_SOURCE_FETCHES',
    '32',
    'fetches at the same time, a quarter of them from any one host',
    'an integer from 1 to 1024',
    integer(1, 1024),
  ),
} as const;
