// Reads an SVG before librsvg does, and refuses what a picture does not need: anything from outside of its own bytes,
// scripts, pictures within, filters that burn CPU by the pixel, and references that multiply (threats.md, T-34).
// The document is read by a strict parser: what two parsers could read in two ways is an error.
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { Failure } from '../../../../core/failure.ts';
import { damagedImage } from '../../../../core/image/refuse-source.ts';
import { type Drawn, expandedCount } from './expanded-count.ts';

export interface SvgLimits {
  readonly bytes: number;
  /** Elements, each counted as often as references repeat it. */
  readonly elements: number;
}

const refusedElements = new Set([
  'script',
  'foreignobject',
  'image',
  // Loads pictures; or works for tens of operations a pixel.
  'feimage',
  'feturbulence',
  'feconvolvematrix',
  'femorphology',
  'fediffuselighting',
  'fespecularlighting',
  'fedisplacementmap',
]);
// Beyond these a filter is a way of burning CPU: each works on every pixel of the picture.
const mostFilterSteps = 50;
// What libxml2 reads too. Beyond it only files that want to exhaust a reader go.
const deepest = 256;
// Encodings in which no other bytes than these can stand for markup.
const plainEncoding = /^(utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d)$/i;
const xInclude = 'http://www.w3.org/2001/XInclude';

/** Throws Failure `over-limit`, `corrupt-image` where it is no well-formed XML, or `unsupported-type`. */
export function checkSvg(bytes: Uint8Array, limits: SvgLimits): void {
  if (bytes.length > limits.bytes) throw overLimit(`${limits.bytes} bytes`, limits.bytes);
  const root: Drawn = { id: undefined, references: [], children: [] };
  const open: Drawn[] = [root];
  let elements = 0;
  let filterSteps = 0;
  let style = '';

  const parser = new SaxesParser({ xmlns: true, position: false });
  parser.on('error', (error) => {
    throw damagedImage(error);
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !plainEncoding.test(encoding)) throw refused('an encoding other than UTF-8');
  });
  // The name of the public one does nothing; what stands in brackets can define entities.
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw refused('a document type of its own');
  });
  parser.on('processinginstruction', ({ target }) => {
    if (target.toLowerCase() === 'xml-stylesheet') throw refused('a style sheet from outside');
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > limits.elements) throw overLimit(`${limits.elements} elements`, limits.elements);
    if (open.length > deepest) throw overLimit(`${deepest} elements inside of each other`, deepest);
    checkElement(tag);
    if (/^fe[A-Z]/.test(tag.local)) filterSteps += 1;
    if (filterSteps > mostFilterSteps) throw overLimit(`${mostFilterSteps} steps of filters`, mostFilterSteps);
    const drawn = drawnOf(tag);
    open.at(-1)?.children.push(drawn);
    open.push(drawn);
    style = '';
  });
  const collect = (text: string) => {
    style += text;
  };
  parser.on('text', collect);
  parser.on('cdata', collect);
  parser.on('closetag', ({ local }) => {
    if (local === 'style') checkStyle(style);
    open.pop();
    style = '';
  });
  parser.write(textOf(bytes)).close();
  if (expandedCount(root, limits.elements) > limits.elements) {
    throw overLimit(`${limits.elements} elements, repeated ones included,`, limits.elements);
  }
}

// Of the encodings that XML may have only this: everything else is another chance for two readers to disagree.
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused('an encoding other than UTF-8');
  }
}

function checkElement({ local, uri, attributes }: SaxesTagNS): void {
  if (uri === xInclude) throw refused('XInclude');
  if (refusedElements.has(local.toLowerCase())) throw refused(`the element "${local.slice(0, 32)}"`);
  for (const { local: name, prefix, value } of Object.values(attributes)) {
    if (prefix === 'xmlns' || name === 'xmlns') continue;
    if (prefix === 'xml' && name === 'base') throw refused('xml:base');
    // Where an anchor leads makes no difference to its picture.
    if (name === 'href' && local !== 'a' && !/^\s*#/.test(value)) throw refused('a reference to something outside');
    // Editors keep notes of their own in attributes with a prefix.
    if (prefix === '') checkStyle(value);
  }
}

// An escape could hide any of what is looked for here. References within <style> are not counted as repeating anything:
// what multiplies by them is left to the deadline.
function checkStyle(text: string): void {
  if (text.includes('\\')) throw refused('an escape in a style');
  if (/@import|@font-face/i.test(text)) throw refused('a rule that loads something');
  for (const [, target = ''] of text.matchAll(/url\(\s*["']?([^)]*)/gi)) {
    if (!target.startsWith('#')) throw refused('a reference to something outside');
  }
  if (/(image-set|image|src)\(/i.test(text)) throw refused('a reference to something outside');
}

function drawnOf({ attributes }: SaxesTagNS): Drawn {
  const references: string[] = [];
  let id: string | undefined;
  for (const { local, value } of Object.values(attributes)) {
    if (local === 'id') id = value;
    if (local === 'href') references.push(value.trim().slice(1));
    for (const [, target = ''] of value.matchAll(/url\(\s*["']?#([^)"']*)/gi)) references.push(target.trim());
  }
  return { id, references, children: [] };
}

function refused(what: string): Failure {
  return new Failure('unsupported-type', `Expected a self-contained drawing as SVG but it has ${what}.`, {
    expected: 'image/svg+xml without anything from outside',
  });
}

function overLimit(what: string, limit: number): Failure {
  return new Failure('over-limit', `Expected an SVG of at most ${what} but it has more.`, { limit });
}
