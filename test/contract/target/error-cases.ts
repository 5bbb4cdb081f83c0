// Refusals: a problem document with a stable code, and never a 500 for what somebody sent.
import { expect } from 'vitest';
import type { Cases, Client } from './target.ts';

async function refusal(client: Client, target: string, method = 'GET') {
  const { status, headers, json } = await client.ask(target, { method });
  expect(headers.get('content-type')).toBe('application/problem+json');
  const { code, detail } = json();
  expect(json().status).toBe(status);
  return { status, code, detail, headers };
}

async function refusesNames(client: Client, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { status, body } = await client.raw(`/img/w=10/${name}`);
    expect({ name, status }).toEqual({ name, status: 400 });
    expect(JSON.parse(body).code).toMatch(/^bad-(name|target)$/);
  }
}

export const errorCases: Cases = {
  async 'an unknown image is 404, kept for a short while only'({ open }) {
    for (const target of ['/img/w=10/not-there.jpg', '/original/not-there.jpg']) {
      const { status, code, headers } = await refusal(open, target);
      expect({ status, code }).toEqual({ status: 404, code: 'not-found' });
      expect(Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1])).toBeLessThanOrEqual(60);
    }
  },

  async 'an option or a value that is not known is 400, and is named'({ open }) {
    for (const options of [
      'w=0',
      'w=-1',
      'w=ten',
      'w=10,w=20',
      'nonsense=1',
      'fit=sideways',
      'f=exe',
      'w=99999999999',
    ]) {
      const { status, code, detail } = await refusal(open, `/img/${options}/photo.jpg`);
      expect({ options, status, code }).toEqual({ options, status: 400, code: 'bad-option' });
      expect(detail).toMatch(/[Ee]xpected/);
    }
  },

  async 'a name with dot segments is 400, however they are written'({ open }) {
    await refusesNames(open, ['a/../photo.jpg', 'a/%2e%2e/photo.jpg']);
  },

  async 'a name with controls, a backslash or an empty segment is 400, and so is one that hides its dots'({ open }) {
    await refusesNames(open, ['..%2fphoto.jpg', 'x%00.jpg', 'a//x.jpg', 'a%5cx.jpg', '%ff']);
  },

  async 'escapes that are none are 400'({ open }) {
    expect((await open.raw('/img/w=10/%zz.jpg')).status).toBe(400);
  },

  async 'a URL that is too long is refused'({ open }) {
    const { status } = await open.raw(`/img/${'w=10,'.repeat(3000)}/photo.jpg`);
    expect([414, 431]).toContain(status);
  },

  async 'a result beyond the limits is refused before anything is rendered'({ open }) {
    const { status, code } = await refusal(open, '/img/w=9000,h=9000,enlarge=true/photo.jpg');
    expect({ status, code }).toEqual({ status: 400, code: 'bad-option' });
  },

  async 'a method that is not meant is 405 and told which are'({ open }) {
    for (const method of ['POST', 'DELETE']) {
      const { status, code, headers } = await refusal(open, '/img/w=10/photo.jpg', method);
      expect({ status, code }).toEqual({ status: 405, code: 'method-not-allowed' });
      expect(headers.get('allow')).toContain('GET');
    }
  },

  async 'an address that nobody has is 404'({ open }) {
    for (const target of ['/nothing', '/img', '/.env', '/original'])
      expect((await refusal(open, target)).status).toBe(404);
  },

  async 'a query that nobody asked for is refused: it would be another entry in every cache'({ open }) {
    expect((await refusal(open, '/img/w=10/photo.jpg?x=1')).status).toBe(400);
    expect((await refusal(open, '/original/photo.jpg?x=1')).status).toBe(400);
  },

  async 'what is wrong in a management call is 400, as JSON'({ open }) {
    for (const body of ['not json', '{}', '{"name":1}', '[]']) {
      const { status, json } = await open.manage('/api/purge', { method: 'POST', body });
      expect({ body, status, code: json().code }).toEqual({ body, status: 400, code: 'bad-request' });
    }
  },

  async 'no refusal says where it runs or what it is made of'({ open }) {
    for (const target of ['/img/w=0/photo.jpg', '/img/w=10/not-there.jpg', '/nothing']) {
      const { bytes, headers } = await open.ask(target);
      const said = `${new TextDecoder().decode(bytes)}${[...headers].join()}`;
      expect(said).not.toMatch(/node_modules|\.ts\b|sharp|libvips|sqlite|\bat \w+ \(|x-powered-by/i);
    }
  },

  async 'a picture may be shown from any page also when there is none'({ open }) {
    const { headers } = await refusal(open, '/img/w=10/not-there.jpg');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  },

  async 'the host that a client claims changes nothing'({ open }) {
    const plain = await open.raw('/img/w=18/photo.jpg');
    const forged = await open.raw('/img/w=18/photo.jpg', {
      headers: ['X-Forwarded-Host: evil.example', 'X-Original-URL: /'],
    });
    expect(forged.headers.get('etag')).toBe(plain.headers.get('etag'));
    expect(forged.body).toBe(plain.body);
  },
};
