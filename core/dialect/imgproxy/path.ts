// From the raw path of an imgproxy URL to its parts: signature, options, source and extension.

import { resizingTypes } from '../../pipeline/dialect-modules/imgproxy-frame.ts';
import { readBase64Text } from '../base64.ts';
import { decodePart } from '../decode-part.ts';
import { notSupported, refused } from '../refused.ts';

export interface ImgproxyPath {
  readonly signature: string;
  /** What is signed: the path as it was before proxies repaired it, with its slash in front. */
  readonly signed: string;
  /** Segments in front of the source. */
  readonly options: readonly string[];
  /** A name or a URL, decoded once. */
  readonly source: string;
  /** Of the source part: `@webp`, `.webp`; '' without one. */
  readonly extension: string;
}

// The first options of the grammar that imgproxy had before version 3.
const formerly: readonly string[] = resizingTypes;

/** `target` is raw. `onlyPresets`: the first segment is a list of presets. Fails with `bad-target`. */
export function readPath(target: string, onlyPresets: boolean): ImgproxyPath {
  const [path = ''] = target.split('?', 1);
  const slash = path.indexOf('/');
  if (slash === -1 || slash === path.length - 1) throw refused(path, 'signature/options/source', 'bad-target');
  const signature = path.slice(0, slash);
  const signed = repaired(path.slice(slash));
  const segments = signed.slice(1).split('/');
  if (formerly.includes(segments[0] ?? '')) throw refused(segments[0] ?? '', 'name:value as an option', 'bad-target');
  // Options have a separator in them; the first segment that has none begins the source.
  const first = onlyPresets ? 1 : segments.findIndex((segment) => !segment.includes(':'));
  if (first === -1 || segments[first] === undefined)
    throw refused(segments.at(-1) ?? '', 'a source behind the options', 'bad-target');
  const options = segments.slice(0, first).map(decodePart);
  return { signature, signed, options, ...readSource(segments.slice(first)) };
}

/**
 * Undoes what proxies and crawlers do to a path: an escaped colon in the options (imgproxy issue 1581), and a scheme that
 * has lost one of its slashes.
 */
function repaired(path: string): string {
  const plain = path.indexOf('/plain/');
  const options = (plain === -1 ? path : path.slice(0, plain)).replaceAll('%3A', ':');
  if (plain === -1) return options;
  const source = path.slice(plain).replace(/^\/plain\/([a-z][a-z0-9+.-]*):\/(?!\/)/i, (_, scheme: string) => {
    // A local file has three: its host is empty.
    return `/plain/${scheme}:${scheme === 'local' ? '///' : '//'}`;
  });
  return options + source;
}

function readSource([first = '', ...more]: readonly string[]): { source: string; extension: string } {
  if (first === 'enc') throw notSupported(first, 'Encrypted sources are imgproxy Pro.');
  return first === 'plain' ? readPlain(more.join('/')) : readEncoded([first, ...more]);
}

// Split before it is decoded: an escaped "@" is part of the source.
function readPlain(text: string): { source: string; extension: string } {
  const [source = '', extension = '', ...more] = text.split('@');
  if (more.length > 0) throw refused(text, 'one bare "@" at most, in front of the extension', 'bad-target');
  if (source === '') throw refused(text, 'a source behind plain/', 'bad-target');
  return { source: decodePart(source), extension };
}

function readEncoded(chunks: readonly string[]): { source: string; extension: string } {
  const text = chunks.join('');
  const [code = '', extension = '', ...more] = text.split('.');
  const source = readBase64Text(code);
  if (more.length > 0 || source === undefined) throw refused(text, 'plain/ or base64 of a source', 'bad-target');
  return { source, extension };
}
