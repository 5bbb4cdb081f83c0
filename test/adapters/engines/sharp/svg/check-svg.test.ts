// What an SVG may have: everything of its own, nothing from outside, and no more than it costs to draw.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkSvg } from '../../../../../adapters/engines/sharp/svg/check-svg.ts';
import { Failure } from '../../../../../core/index.ts';

const limits = { bytes: 10_000, elements: 1000 };
const namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const svg = (inside: string, attributes = '') =>
  Buffer.from(`<svg ${namespaces} width="9" height="9" ${attributes}>${inside}</svg>`);

function fateOf(bytes: Uint8Array): string {
  try {
    checkSvg(bytes, limits);
    return 'drawn';
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
}

it.each([
  ['shapes', '<rect width="9" height="9" fill="#f80"/><path d="M0 0(1)" style="fill:red;stroke:url(#g)"/>'],
  ['a gradient', '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><rect fill="url(#g)"/>'],
  ['a use of its own', '<g id="a"><rect/></g><use href="#a"/><use xlink:href=" #a"/>'],
  ['classes', '<style>.a{fill:url( "#g" );stroke:rgb(1,2,3)}</style><rect class="a"/>'],
  ['a shadow', '<filter id="f"><feGaussianBlur stdDeviation="2"/><feOffset dx="1"/></filter><rect filter="url(#f)"/>'],
  ['a link', '<a href="https://example.com/"><text>there</text></a>'],
  ['notes of an editor', '<g xmlns:i="http://www.inkscape.org/" i:path="C:\\a\\b@(1)"><i:view i:x="1"/></g>'],
  ['transforms', '<g transform="translate(1 2) rotate(3)" data-name="a (copy)"/>'],
])('%s is drawn', (_, inside) => {
  expect(fateOf(svg(inside))).toBe('drawn');
});

it('prolog, byte order mark, the public document type and instructions of editors do no harm', () => {
  const prolog =
    '\ufeff<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><?xpacket a?>';
  expect(fateOf(Buffer.concat([Buffer.from(prolog), svg('')]))).toBe('drawn');
});

it.each([
  ['an entity', '<!DOCTYPE svg [<!ENTITY a "b">]>', ''],
  ['an external entity', '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>', '<text>x</text>'],
  ['a style sheet from outside', '<?xml-stylesheet href="a.css"?>', ''],
  ['XInclude', '', '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'],
  ['XInclude by another prefix', '', '<x xmlns="http://www.w3.org/2001/XInclude" href="#"/>'],
  ['a picture beside it', '', '<image href="beside.png" width="9" height="9"/>'],
  ['a picture within it', '', '<image xlink:href="data:image/png;base64,iVBORw0KGgo="/>'],
  ['a use of another file', '', '<use href="other.svg#a"/>'],
  ['a use of a data URL', '', '<use xlink:href="data:image/svg+xml,x#a"/>'],
  ['a script', '', '<script>1</script>'],
  ['a page', '', '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'],
  ['a picture in a filter', '', '<filter><feImage href="#a"/></filter>'],
  ['turbulence', '', '<filter><feTurbulence numOctaves="1000"/></filter>'],
  ['a convolution', '', '<filter><feConvolveMatrix order="50"/></filter>'],
  ['a fill from outside', '', '<rect fill="url(http://127.0.0.1/a#b)"/>'],
  ['a fill from outside in a style', '', '<rect style="fill:URL( \'file:///a#b\')"/>'],
  ['an import', '', '<style>@import "a.css";</style>'],
  ['an import in CDATA', '', '<style><![CDATA[@IMPORT "a.css";]]></style>'],
  ['a font from outside', '', '<style>@font-face{font-family:a;src:local(b)}</style>'],
  ['an import behind an escape', '', '<style>@\\69mport "a.css";</style>'],
  ['another base', '', '<g xml:base="file:///"><use href="#a"/></g>'],
])('%s is refused', (_, before, inside) => {
  expect(fateOf(Buffer.concat([Buffer.from(before), svg(inside)]))).toBe('unsupported-type');
});

it('what is not UTF-8, or says so, is refused, and so is what is no well-formed XML', () => {
  expect(fateOf(Buffer.from(`<svg ${namespaces}/>`, 'utf16le'))).not.toBe('drawn');
  expect(fateOf(Buffer.from('<?xml version="1.0" encoding="UTF-7"?><svg/>'))).toBe('unsupported-type');
  expect(fateOf(Buffer.from([0x3c, 0x73, 0x76, 0x67, 0xff, 0x3e]))).toBe('unsupported-type');
  for (const text of ['<svg>', '<svg></g>', '<svg a="1" a="2"/>', '<svg>&a;</svg>', '<svg/><svg/>', '<x:svg/>', '']) {
    expect(fateOf(Buffer.from(text)), text).toBe('corrupt-image');
  }
});

it('bytes, elements, depth and steps of filters have limits', () => {
  expect(fateOf(svg(`<text>${'x'.repeat(10_000)}</text>`))).toBe('over-limit');
  expect(fateOf(svg('<g/>'.repeat(999)))).toBe('drawn');
  expect(fateOf(svg('<g/>'.repeat(1000)))).toBe('over-limit');
  expect(fateOf(svg(`${'<g>'.repeat(254)}${'</g>'.repeat(254)}`))).toBe('drawn');
  expect(fateOf(svg(`${'<g>'.repeat(300)}${'</g>'.repeat(300)}`))).toBe('over-limit');
  expect(fateOf(svg(`<filter>${'<feOffset/>'.repeat(51)}</filter>`))).toBe('over-limit');
});

it('elements are counted as often as they are drawn, by whatever they are repeated', () => {
  const doubling = (levels: number, again: (id: number) => string) =>
    svg(
      `<g id="g0"><rect/></g>${Array.from({ length: levels }, (_, at) => `<g id="g${at + 1}">${again(at)}${again(at)}</g>`).join('')}`,
    );
  const use = (id: number) => `<use href="#g${id}"/>`;
  expect(fateOf(doubling(5, use))).toBe('drawn');
  expect(fateOf(doubling(30, use))).toBe('over-limit');
  expect(fateOf(doubling(30, (id) => `<rect fill="url(#g${id})"/>`))).toBe('over-limit');
  expect(fateOf(doubling(30, (id) => `<rect style="mask:url('#g${id}')"/>`))).toBe('over-limit');
  // Circles are drawn by nobody, and must not be followed for ever.
  expect(fateOf(svg('<g id="a"><use href="#a"/></g>'))).toBe('drawn');
  expect(fateOf(svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'))).toBe('drawn');
  // A chain is as long as its elements are many.
  const chain = Array.from({ length: 300 }, (_, at) => `<use id="u${at}" href="#u${at + 1}"/>`).join('');
  expect(fateOf(svg(chain))).toBe('over-limit');
});

it('any text ends in one of four ways', () => {
  const piece = fc.constantFrom(
    '<svg>',
    '</svg>',
    '<g ',
    'href="',
    '#',
    '"',
    '>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?',
    '?>',
    '&',
    ';',
    '<!DOCTYPE ',
    'url(',
    '\\',
    '/>',
  );
  const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 30 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (said) => {
      expect(['drawn', 'over-limit', 'corrupt-image', 'unsupported-type']).toContain(fateOf(Buffer.from(said)));
    }),
    { numRuns: 500 },
  );
});
