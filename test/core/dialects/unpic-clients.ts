// What unpic's clients expect of each provider, worked out from the providers' documentation and without our own geometry.
import type { Size } from '../../../core/image/geometry.ts';

export interface Asked {
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly fit: string | undefined;
  readonly dpr: number | undefined;
  readonly format: string | undefined;
  readonly quality: number | undefined;
}

type Expected = readonly [width: number, height: number, format: string];

export interface Client {
  readonly provider: string;
  /** As in IMG_DIALECTS. */
  readonly mount: string;
  readonly url: string;
  readonly fits: readonly (string | undefined)[];
  readonly dprs: readonly (number | undefined)[];
  readonly always?: Readonly<Record<string, unknown>>;
  /** Undefined where the provider has no answer for it. */
  expected(source: Size, asked: Asked): Expected | undefined;
}

const sharpNames: Readonly<Record<string, string>> = { jpg: 'jpeg', webp: 'webp', avif: 'avif' };

/** Clients of these tests accept webp. */
const typeOf = ({ format }: Asked) => (format === undefined ? 'webp' : (sharpNames[format] ?? format));

type Kind = 'inside' | 'cover' | 'stretch' | 'outside';

interface Box {
  readonly width: number | undefined;
  readonly height: number | undefined;
}

function boxOf({ width, height, dpr = 1 }: Asked): Box {
  return { width: width && Math.round(width * dpr), height: height && Math.round(height * dpr) };
}

function fitted(source: Size, { width, height }: Box, kind: Kind, enlarges: boolean): [number, number] {
  if (width === undefined && height === undefined) return [source.width, source.height];
  const across = (width ?? Number.NaN) / source.width;
  const down = (height ?? Number.NaN) / source.height;
  if (kind === 'stretch' && width !== undefined && height !== undefined) return [width, height];
  const one = Number.isNaN(across) ? down : across;
  const both = kind === 'inside' ? Math.min(across, down) : Math.max(across, down);
  const wanted = Number.isNaN(both) ? one : both;
  const factor = enlarges ? wanted : Math.min(1, wanted);
  const scaled: [number, number] = [Math.round(source.width * factor), Math.round(source.height * factor)];
  if (kind !== 'cover') return scaled;
  return [Math.min(scaled[0], width ?? scaled[0]), Math.min(scaled[1], height ?? scaled[1])];
}

// IPX: the box keeps its ratio and becomes smaller until the picture fills it.
function bounded(source: Size, { width, height }: Box): Box {
  if (width === undefined || height === undefined) return { width, height };
  const ratio = width / height;
  const narrow =
    width > source.width ? { width: source.width, height: Math.round(source.width / ratio) } : { width, height };
  return narrow.height > source.height ? { width: Math.round(source.height * ratio), height: source.height } : narrow;
}

const cloudflareFits: Readonly<Record<string, readonly [Kind, boolean]>> = {
  cover: ['cover', true],
  contain: ['inside', true],
  'scale-down': ['inside', false],
  crop: ['cover', false],
  squeeze: ['stretch', true],
};

const sharpFits: Readonly<Record<string, Kind>> = {
  cover: 'cover',
  inside: 'inside',
  fill: 'stretch',
  outside: 'outside',
};

const imgixFits: Readonly<Record<string, readonly [Kind, boolean]>> = {
  clip: ['inside', true],
  max: ['inside', false],
  crop: ['cover', true],
  min: ['cover', false],
  scale: ['stretch', true],
};

const netlifyFits: Readonly<Record<string, Kind>> = { cover: 'cover', contain: 'inside', fill: 'stretch' };

function ofNext(source: Size, asked: Asked): Expected | undefined {
  // It has no height and no format, and wants a width.
  if (asked.width === undefined) return undefined;
  return [...fitted(source, { width: asked.width, height: undefined }, 'inside', false), 'webp'];
}

export const clients: readonly Client[] = [
  {
    provider: 'cloudflare',
    mount: 'cloudflare',
    url: '/a.png',
    fits: [undefined, ...Object.keys(cloudflareFits)],
    dprs: [undefined, 2],
    expected(source, asked) {
      const [kind, enlarges] = cloudflareFits[asked.fit ?? 'cover'] as [Kind, boolean];
      return [...fitted(source, boxOf(asked), kind, enlarges), typeOf(asked)];
    },
  },
  { provider: 'nextjs', mount: 'next', url: '/a.png', fits: [undefined], dprs: [undefined], expected: ofNext },
  { provider: 'vercel', mount: 'vercel', url: '/a.png', fits: [undefined], dprs: [undefined], expected: ofNext },
  {
    provider: 'ipx',
    mount: 'ipx',
    url: '/a.png',
    fits: [undefined, ...Object.keys(sharpFits)],
    dprs: [undefined],
    expected(source, asked) {
      const box = boxOf(asked);
      const isBox = box.width !== undefined && box.height !== undefined;
      const kind = sharpFits[asked.fit ?? 'cover'] as Kind;
      const size = isBox ? fitted(source, bounded(source, box), kind, true) : fitted(source, box, 'inside', false);
      return [...size, typeOf(asked)];
    },
  },
  {
    provider: 'imgix',
    mount: 'imgix=//pictures.imgix.net',
    url: 'https://pictures.imgix.net/a.png',
    fits: [undefined, 'clip', 'max', 'crop', 'scale'],
    dprs: [undefined, 2],
    expected(source, asked) {
      const box = boxOf(asked);
      const isBox = box.width !== undefined && box.height !== undefined;
      // unpic's own default is fit=min.
      const fit = asked.fit ?? 'min';
      const [kind, enlarges] = imgixFits[fit] as [Kind, boolean];
      const within = fit === 'min' ? bounded(source, box) : box;
      const size = fitted(source, within, isBox ? kind : 'inside', enlarges || (isBox && fit === 'min'));
      return [...size, typeOf(asked)];
    },
  },
  {
    provider: 'netlify',
    mount: 'netlify',
    url: '/a.png',
    fits: [undefined, 'contain', 'fill'],
    dprs: [undefined],
    expected(source, asked) {
      const box = boxOf(asked);
      const isBox = box.width !== undefined && box.height !== undefined;
      const kind = netlifyFits[asked.fit ?? 'cover'] as Kind;
      const size = isBox ? fitted(source, bounded(source, box), kind, true) : fitted(source, box, 'inside', false);
      return [...size, typeOf(asked)];
    },
  },
  {
    provider: 'wsrv',
    mount: 'wsrv=//wsrv.nl',
    url: 'https://images.example/a.png',
    fits: [undefined, ...Object.keys(sharpFits)],
    dprs: [undefined, 2],
    expected(source, asked) {
      // It writes no avif.
      if (asked.format === 'avif') return undefined;
      const box = boxOf(asked);
      const isBox = box.width !== undefined && box.height !== undefined;
      const kind = isBox ? (sharpFits[asked.fit ?? 'cover'] as Kind) : 'inside';
      return [...fitted(source, box, kind, true), asked.format === undefined ? 'png' : typeOf(asked)];
    },
  },
];
