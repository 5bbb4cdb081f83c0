// From the parameters of an imgix URL to what they say.
import { crop } from '../../pipeline/modules/crop.ts';
import type { Asked } from '../asked.ts';
import { refused } from '../refused.ts';
import type { Said } from '../said.ts';
import { createOnMissing, createOnUnknown, type DialectTools } from '../tools.ts';
import { boxNames, missingFits, type Parameters, sayBox } from './box.ts';
import { retellFacts, retellPalette } from './told.ts';
import { imgixColour, missing, words } from './words.ts';

const formats: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  jpg: { format: 'jpg' },
  pjpg: { format: 'jpg', progressive: true },
  png: { format: 'png' },
  png8: { format: 'png', colors: 256 },
  png32: { format: 'png' },
  webp: { format: 'webp' },
  avif: { format: 'avif' },
  gif: { format: 'gif' },
  json: { format: 'json' },
  blurhash: { format: 'blurhash' },
};
const missingFormats = new Set(['jp2', 'jxr', 'jxl', 'mp4', 'webm', 'heic', 'tiff', 'bmp', 'ico']);

const ownNames: ReadonlySet<string> = new Set([
  ...boxNames,
  ...['rect', 'auto', 'fm', 'pad', 'pad-top', 'pad-right', 'pad-bottom', 'pad-left', 'border', 'trim', 'palette'],
  // A colour space that is ours anyway, hints that are not asked for, a signature that nobody here asks for.
  ...['dl', 'expires', 'cs', 'ch', 'ixlib', 's', 'fill', 'fill-color'],
]);

export function createSayImgix(tools: DialectTools): (parameters: Parameters) => { said: Said; asked: Partial<Asked> } {
  const onUnknown = createOnUnknown(tools, 'ignore');
  const onMissing = createOnMissing(tools);
  return (parameters) => {
    const said: Said = new Map();
    for (const [name, text] of parameters) {
      const item = `${name}=${text}`;
      if (ownNames.has(name)) continue;
      if (missing.has(name)) onMissing(item, missing.get(name) ?? '');
      else if (name === 'mask' && text === 'corners') continue;
      else if (name === 'mask' && text !== 'ellipse') onMissing(item, 'There is no such mask here.');
      else if ((name === 'blur' || name === 'sepia') && text === '0') continue;
      else if (!words.read(said, name, text, item)) onUnknown(item, 'a parameter of imgix');
    }
    const fit = parameters.get('fit') ?? '';
    if (missingFits.includes(fit)) onMissing(`fit=${fit}`, 'There is no such fit here.');
    if (Number(parameters.get('fp-z') ?? 1) !== 1) onMissing('fp-z', 'There is no zooming in here.');
    if (missingFormats.has(parameters.get('fm') ?? ''))
      onMissing(`fm=${parameters.get('fm')}`, 'It is not written here.');
    sayBox(said, parameters);
    sayAreas(said, parameters);
    return { said, asked: { ...sayFormat(said, parameters), ...beside(parameters) } };
  };
}

function sayAreas(said: Said, parameters: Parameters): void {
  sayRectangle(said, parameters.get('rect'));
  const all = parameters.get('pad');
  const room = ['top', 'right', 'bottom', 'left'].map((side) => parameters.get(`pad-${side}`) ?? all ?? '0');
  if (room.some((side) => side !== '0')) {
    if (!room.every((side) => /^\d{1,5}$/.test(side))) throw refused(`pad=${room.join(',')}`, 'pixels for pad');
    said.set(
      'pad.pad',
      room.map((side) => Math.min(65_535, Number(side))),
    );
  }
  const border = parameters.get('border');
  if (border !== undefined) {
    const [, width = '', colour = '000'] = /^(\d{1,5}),?([\w#]*)$/.exec(border) ?? [];
    const paint = imgixColour.read(colour);
    if (width === '' || paint === undefined) throw refused(`border=${border}`, 'width,colour for border');
    said
      .set(
        'border.border',
        [0, 1, 2, 3].map(() => Math.min(65_535, Number(width))),
      )
      .set('border.border.color', paint);
  }
  const trim = parameters.get('trim');
  if (trim !== undefined && trim !== 'auto' && trim !== 'color')
    throw refused(`trim=${trim}`, 'auto or color for trim');
  if (trim !== undefined) said.set('trim.trim', 'border');
  else for (const name of ['color', 'tolerance']) said.delete(`trim.trim.border.${name}`);
}

// Pixels, or shares of the picture where one of them has a point; a word for where is only known of shares.
function sayRectangle(said: Said, text: string | undefined): void {
  if (text === undefined) return;
  const [x = '', y = '', width = '', height = ''] = text.split(',');
  const isShare = [x, y, width, height].some((part) => part.includes('.'));
  const at = (place: string, size: string) => {
    if (/^(left|top)$/.test(place)) return '0';
    const rest = Math.round((1 - Number(size)) * 10_000) / 10_000;
    if (!isShare || !/^(right|bottom|center|middle)$/.test(place)) return place;
    return String(/^(right|bottom)$/.test(place) ? rest : Math.round(rest * 5000) / 10_000);
  };
  const area = crop.options.crop.read([at(x, width), at(y, height), width, height].join(';'));
  if (area === undefined || !('left' in area))
    throw refused(`rect=${text}`, 'x,y,width,height for rect, all in pixels or all as shares');
  said.set('crop.crop', area);
}

function sayFormat(said: Said, parameters: Parameters): Partial<Asked> {
  const format = parameters.get('fm');
  const wanted = (parameters.get('auto') ?? '').split(',');
  if (parameters.get('palette') === 'json') {
    said.set('encode.format', 'palette');
    return { retell: retellPalette };
  }
  if (parameters.has('palette')) throw refused(`palette=${parameters.get('palette')}`, 'json for palette');
  if (format === undefined && wanted.includes('format')) said.set('encode.format', 'auto');
  if (format === undefined || missingFormats.has(format)) return {};
  const found = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (found === undefined) throw refused(`fm=${format}`, `one of ${Object.keys(formats).join(', ')} for fm`);
  for (const [option, value] of Object.entries(found)) {
    if (!said.has(`encode.${option}`)) said.set(`encode.${option}`, value);
  }
  return format === 'json' ? { retell: retellFacts } : {};
}

function beside(parameters: Parameters): Partial<Asked> {
  const expires = parameters.get('expires');
  const name = parameters.get('dl');
  if (expires !== undefined && !/^\d{1,12}$/.test(expires))
    throw refused(`expires=${expires}`, 'seconds since 1970 for expires');
  const stem = name?.replace(/\.\w{1,5}$/, '');
  return {
    ...(expires !== undefined && { expiresAt: Number(expires) * 1000 }),
    ...(name !== undefined && { download: { ...(stem && { stem }), attachment: true } }),
  };
}
