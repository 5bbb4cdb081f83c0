import { expect, it } from 'vitest';
import { openMounted } from './mounted-house.ts';
import { picture } from './picture.ts';
import { sizeOf } from './size-of.ts';
import { tallyOf } from './tally.ts';

const tally = tallyOf('all dialects beside each other');
const json = (request: object) => Buffer.from(JSON.stringify(request)).toString('base64');

it('equal meaning in any dialect is one result, rendered once', async () => {
  const house = await openMounted({
    IMG_DIALECTS: 'thumbor,aws=/aws,imgproxy=/imgproxy,cloudflare,ipx',
    IMG_SOURCE_MAP: 's3://bucket=',
  });
  await house.put('a.png', await picture(200, 150, 'png'));
  const answers = await Promise.all(
    [
      '/img/w=80,h=80,fit=cover,q=70,f=webp/a.png',
      '/imgproxy/_/rs:fill:80:80/q:70/plain/s3://bucket/a.png@webp',
      '/unsafe/80x80/filters:quality(70):format(webp)/a.png',
      `/aws/${json({ bucket: 'bucket', key: 'a.png', edits: { resize: { width: 80, height: 80 }, webp: { quality: 70 } } })}`,
      '/aws/80x80/filters:format(webp):quality(70)/a.png',
      // There, who made a picture goes along unless it is told not to.
      '/cdn-cgi/image/width=80,height=80,fit=cover,quality=70,format=webp,metadata=none/a.png',
      '/_ipx/s_80x80,q_70,f_webp/a.png',
    ].map((target) => house.get(target)),
  );
  expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(1);
  for (const answer of answers) expect(await sizeOf(answer)).toEqual([80, 80, 'webp']);
  expect(house.count.renders).toBe(1);
  tally.agreed += answers.length;
});
