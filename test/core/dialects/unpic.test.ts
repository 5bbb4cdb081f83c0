// unpic as a foreign client: it builds the URLs, we render, and what comes back has to be what it asked for.

import { type ImageCdn, transformUrl } from 'unpic';
import { describe, expect, it } from 'vitest';
import type { House } from '../dispatcher/house.ts';
import { openMounted } from './mounted-house.ts';
import { picture } from './picture.ts';
import { sizeOf } from './size-of.ts';
import { tallyOf } from './tally.ts';
import { type Asked, clients } from './unpic-clients.ts';

const tally = tallyOf('unpic');
const source = { width: 300, height: 200 };

const widths = [undefined, 90, 640];
const heights = [undefined, 60, 300];
const formats = [undefined, 'webp', 'jpg', 'avif'] as const;
const qualities = [undefined, 40];

const given = (values: object) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

describe.each(clients)('$provider as unpic writes it', (client) => {
  const { provider, fits, dprs } = client;

  const openHouse = async (): Promise<House> => {
    const house = await openMounted({
      IMG_DIALECTS: client.mount,
      IMG_SOURCE_MAP: 'local:///= https://images.example/=',
      IMG_NEXT_WIDTHS: 'any',
      IMG_VERCEL_WIDTHS: 'any',
      IMG_NEXT_QUALITIES: 'any',
    });
    await house.put('a.png', await picture(source.width, source.height, 'png'));
    return house;
  };

  const cases: Asked[] = widths.flatMap((width) =>
    heights.flatMap((height) =>
      fits.flatMap((fit) =>
        dprs.map((dpr, at) => ({
          ...{ width, height, fit, dpr },
          format: formats[((at + (width ?? 0) / 2 + (height ?? 0) / 20) % formats.length) | 0],
          quality: qualities[((width ?? 0) + (height ?? 0) / 10) % 2],
        })),
      ),
    ),
  );

  it(`is answered with the size and the type that was asked for, in ${cases.length} cases`, async () => {
    const house = await openHouse();
    let answered = 0;
    for (const asked of cases) {
      const { width, height, format, quality, fit, dpr } = asked;
      const own = { ...(fit !== undefined && { fit }), ...(dpr !== undefined && { dpr }), ...client.always };
      const url = transformUrl(
        { url: client.url, provider: provider as ImageCdn, ...given({ width, height, format, quality }) },
        { [provider]: own },
      );
      if (url === undefined) throw new Error(`unpic knows no ${provider}.`);
      const { pathname, search, hostname } = new URL(url, 'http://here.example');
      const expected = client.expected(source, asked);
      if (expected === undefined) continue;
      const answer = await house.get(pathname + search, { Accept: 'image/webp,*/*', Host: hostname });
      expect(await sizeOf(answer), `${JSON.stringify(asked)} ${url}`).toEqual(expected);
      answered += 1;
    }
    expect(answered).toBeGreaterThan(3);
    tally.agreed += answered;
  });
});
