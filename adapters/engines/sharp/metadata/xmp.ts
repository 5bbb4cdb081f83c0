// XMP (ISO 16684-1): reads the few properties that credit somebody, and writes them.
import { SaxesParser } from 'saxes';
import { type Credits, clean } from './credits.ts';

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const dc = 'http://purl.org/dc/elements/1.1/';
const rights = 'http://ns.adobe.com/xap/1.0/rights/';
const photoshop = 'http://ns.adobe.com/photoshop/1.0/';

const properties: Readonly<Record<string, keyof Credits>> = {
  [`${dc}rights`]: 'copyright',
  [`${dc}creator`]: 'creators',
  [`${dc}title`]: 'title',
  [`${dc}description`]: 'description',
  [`${rights}UsageTerms`]: 'terms',
  [`${rights}WebStatement`]: 'statement',
  [`${photoshop}Credit`]: 'credit',
};

const longest = 1_000_000;

/** Nothing of what is no XML. */
export function readXmp(xmp: string | undefined): Credits {
  if (xmp === undefined || xmp.length > longest) return {};
  const found = new Map<keyof Credits, string[]>();
  const note = (property: keyof Credits | undefined, text: string) => {
    const value = clean(text);
    if (property !== undefined && value !== undefined) found.set(property, [...(found.get(property) ?? []), value]);
  };
  // The property that each open element belongs to, and the text of the innermost.
  const open: (keyof Credits | undefined)[] = [];
  let text = '';
  const parser = new SaxesParser({ xmlns: true, fragment: false });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    open.push(properties[`${uri}${local}`] ?? open.at(-1));
    text = '';
    // Simple properties may stand as attributes of their description.
    for (const { uri: space, local: name, value } of Object.values(attributes))
      note(properties[`${space}${name}`], value);
  });
  parser.on('text', (more) => {
    text += more;
  });
  parser.on('closetag', () => {
    note(open.pop(), text);
    text = '';
  });
  try {
    // Photoshop pads the packet with what XML does not allow.
    parser.write(xmp.replace(/\0+$/, '')).close();
  } catch {
    return {};
  }
  const { creators, ...rest } = Object.fromEntries(found) as Record<string, string[]>;
  const texts = Object.entries(rest).map(([name, [value]]) => [name, value]);
  return { ...Object.fromEntries(texts), ...(creators && { creators }) };
}

export function writeXmp({
  copyright,
  creators,
  credit,
  terms,
  statement,
  title,
  description,
}: Credits): string | undefined {
  const inner = [
    language('dc:rights', copyright),
    creators &&
      `<dc:creator><rdf:Seq>${creators.map((name) => `<rdf:li>${escaped(name)}</rdf:li>`).join('')}</rdf:Seq></dc:creator>`,
    language('dc:title', title),
    language('dc:description', description),
    language('xmpRights:UsageTerms', terms),
    statement && `<xmpRights:WebStatement>${escaped(statement)}</xmpRights:WebStatement>`,
    credit && `<photoshop:Credit>${escaped(credit)}</photoshop:Credit>`,
  ].join('');
  if (inner === '') return undefined;
  const spaces = `xmlns:dc="${dc}" xmlns:xmpRights="${rights}" xmlns:photoshop="${photoshop}"`;
  const about = `<rdf:Description rdf:about="" ${spaces}>${inner}</rdf:Description>`;
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${rdf}">${about}</rdf:RDF></x:xmpmeta>`;
}

function language(name: string, text: string | undefined): string | undefined {
  return text && `<${name}><rdf:Alt><rdf:li xml:lang="x-default">${escaped(text)}</rdf:li></rdf:Alt></${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
