// Threats T-37 to T-40: pictures that act, that are something else besides, that tell too much; errors that do.
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { bearer, jsonOf, openHouse } from '../core/dispatcher/house.ts';
import { drawPicture } from '../core/dispatcher/pictures.ts';

const svg = (inside: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="20" ${attributes}>${inside}</svg>`;

const payloads = [
  '<script>alert(1)</script>',
  '<script href="https://evil.example/a.js"/>',
  '<rect width="9" height="9" onclick="alert(1)"/>',
  '<rect width="9" height="9" onload="alert(1)"/>',
  '<a href="javascript:alert(1)"><rect width="9" height="9"/></a>',
  '<a xlink:href="data:text/html,x"><rect width="9" height="9"/></a>',
  '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/></foreignObject>',
  '<foreignObject><form xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
  '<image href="https://evil.example/a.png" width="9" height="9"/>',
  '<image href="file:///etc/passwd" width="9" height="9"/>',
  '<use href="https://evil.example/a.svg#x"/>',
  '<use href="data:image/svg+xml;base64,AA=="/>',
  '<style>@import url(https://evil.example/a.css);</style>',
  '<style>rect{fill:url(https://evil.example/a)}</style><rect width="9" height="9"/>',
  '<animate attributeName="href" to="javascript:alert(1)"/>',
  '<set attributeName="onload" to="alert(1)"/>',
];
const wrappings: readonly ((payload: string) => string)[] = [
  (payload) => svg(payload),
  (payload) => svg(`<g>${payload}</g><circle r="5"/>`),
  (payload) => `<?xml version="1.0" encoding="UTF-8"?>\n${svg(payload)}`,
  (payload) => svg(`<defs>${payload}</defs><rect width="20" height="20" fill="red"/>`),
  (payload) => svg(payload, 'onload="alert(1)"'),
];

it('T-37: of eighty drawings that act, none is given as anything but pixels, and none is shown as a page', async () => {
  const house = await openHouse({ inputs: ['jpg', 'png', 'svg'] });
  let stored = 0;
  const drawings = payloads.flatMap((payload) => wrappings.map((wrap) => wrap(payload)));
  expect(drawings).toHaveLength(80);
  for (const [index, drawing] of drawings.entries()) {
    const put = await house.put(`${index}`, new TextEncoder().encode(drawing));
    if (put.status >= 400) continue;
    stored += 1;
    for (const accept of ['*/*', 'image/svg+xml,image/webp']) {
      const answer = await house.get(`/img/f=auto/${index}`, { Accept: accept });
      expect(answer.headers.get('content-type'), drawing).toMatch(/^image\/(png|jpeg|webp|avif)$/);
    }
    const original = await house.get(`/original/${index}`);
    expect(original.headers.get('content-disposition'), drawing).toMatch(/^attachment/);
    expect(original.headers.get('content-security-policy'), drawing).toContain("default-src 'none'");
    expect(original.headers.get('x-content-type-options')).toBe('nosniff');
  }
  // The control: a drawing that does nothing is taken.
  expect((await house.put('still', new TextEncoder().encode(svg('<circle r="9"/>')))).status).toBe(201);
  console.info(
    `T-37: ${drawings.length} drawings, ${drawings.length - stored} refused, ${stored} given as pixels only`,
  );
});

it('T-38: what is hidden in a picture or behind it is in no result, and the original is no page', async () => {
  const house = await openHouse();
  const page = '<script>alert("hidden")</script>';
  const jpeg = await drawPicture('jpg');
  const comment = Buffer.from(page);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, comment.length + 2]);
  const both = Buffer.concat([head, comment, jpeg.subarray(2), Buffer.from(page)]);
  expect((await house.put('a', new Uint8Array(both))).status).toBe(201);
  for (const ext of ['jpg', 'png', 'webp', 'avif', 'gif']) {
    const bytes = Buffer.from(await (await house.get(`/img/w=40,f=${ext}/a`)).bytes());
    expect(bytes.includes('hidden'), ext).toBe(false);
  }
  const original = await house.get('/original/a');
  expect(Buffer.from(await original.bytes()).includes('hidden')).toBe(true);
  expect(original.headers.get('content-type')).toBe('image/jpeg');
  expect(original.headers.get('x-content-type-options')).toBe('nosniff');
  expect(original.headers.get('content-security-policy')).toMatch(
    /default-src 'none'.*sandbox|sandbox.*default-src 'none'/,
  );
});

it('T-39: where a picture was taken, and its thumbnail, are in no result, whatever metadata is asked for', async () => {
  const house = await openHouse({ inputs: ['jpg', 'png', 'webp', 'avif'] });
  const exif = {
    IFD0: { Artist: 'Somebody', Model: 'Camera' },
    IFD3: { GPSLatitude: '48/1 51/1 30/1', GPSLatitudeRef: 'N', GPSLongitude: '2/1 17/1 40/1', GPSLongitudeRef: 'E' },
  };
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
    xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,51.5N" exif:GPSLongitude="2,17.7E"/></rdf:RDF></x:xmpmeta>`;
  const pixels = sharp({ create: { width: 60, height: 40, channels: 3, background: 'teal' } });
  for (const format of ['jpeg', 'png', 'webp'] as const) {
    const bytes = await pixels.clone().withExif(exif).withXmp(xmp).toFormat(format).toBuffer();
    expect((await sharp(bytes).metadata()).exif?.byteLength, format).toBeGreaterThan(0);
    expect((await house.put(format, new Uint8Array(bytes))).status).toBe(201);
    for (const asked of ['', 'metadata=copyright,', 'metadata=keep,']) {
      for (const ext of ['jpg', 'png', 'webp', 'avif']) {
        const answer = await house.get(`/img/${asked}w=30,f=${ext}/${format}`);
        expect(answer.status).toBe(200);
        const result = await answer.bytes();
        const { exif: kept, xmp: keptXmp } = await sharp(result).metadata();
        if (asked === '') expect([kept, keptXmp]).toEqual([undefined, undefined]);
        expect(Buffer.from(result).includes('GPS'), `${format} ${asked}${ext}`).toBe(false);
        // Tag 0x8825 points to the place, in either byte order.
        expect(kept?.includes(Buffer.from([0x88, 0x25])) || kept?.includes(Buffer.from([0x25, 0x88]))).not.toBe(true);
      }
    }
  }
});

it('T-40: of two hundred errors none names a path, a version or a library', async () => {
  const house = await openHouse({ delivery: { unsigned: 'any' } });
  const photo = await drawPicture('jpg');
  await house.put('a', photo);
  const bodies: string[] = [];
  const note = async (answer: Response) => {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const text = await answer.text();
    expect(Object.keys(JSON.parse(text))).toEqual(
      expect.arrayContaining(['type', 'title', 'status', 'detail', 'code']),
    );
    bodies.push(text);
  };
  for (let cut = 1; cut <= 100; cut += 1) {
    const damaged = photo.slice(0, Math.floor((photo.byteLength * cut) / 120));
    await note(await house.put(`damaged-${cut}`, damaged));
  }
  for (let at = 0; at < 50; at += 1) await note(await house.get(`/img/w=${at}x/a`));
  for (let at = 0; at < 50; at += 1) await note(await house.get(`/img/frame=${at + 2},crop=${at + 900};0;1;1/a`));
  for (const target of ['/original/../../etc/passwd', '/img/_/none', '/api/nothing', '/%', '/api/images/a?x']) {
    await note(await house.get(target, bearer));
  }
  expect(bodies.length).toBeGreaterThanOrEqual(200);
  const leaks = new RegExp(
    `${house.folder}|node_modules|sharp|vips|heif|sqlite|undici|hono|node:|\\bat \\w+ \\(|\\d+\\.\\d+\\.\\d+`,
    'i',
  );
  expect(bodies.filter((text) => leaks.test(text))).toEqual([]);
  expect(await jsonOf(await house.get('/img/_/none'))).toMatchObject({ code: 'not-found' });
  console.info(`T-40: ${bodies.length} errors, 0 leaks`);
});
