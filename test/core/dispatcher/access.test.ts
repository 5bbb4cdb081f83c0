import { describe, expect, test } from 'vitest';
import { createAccess } from '../../../core/policy/access.ts';

const token = 'correct horse battery'.replaceAll(' ', '-');
const tokens = { find: () => undefined };
const access = createAccess({ token, tokens });
let clients = 0;
// Another one each time: how often one has failed is looked at below.
const someone = () => {
  clients += 1;
  return `client ${clients}`;
};

describe('access to the management API', () => {
  test.each([
    { Authorization: `Bearer ${token}` },
    { Authorization: `bearer  ${token}` },
    { 'X-Api-Key': token },
    { Authorization: 'AWS4-HMAC-SHA256 Credential=x', 'X-Api-Key': token },
  ])('is given for %j', async (fields) => {
    await expect(access(new Headers(fields as Record<string, string>), someone)).resolves.toMatchObject({
      id: 'owner',
    });
  });

  test.each([
    {},
    { Authorization: '' },
    { Authorization: token },
    { Authorization: `Basic ${token}` },
    { Authorization: `Bearer ${token}x` },
    { Authorization: `Bearer ${token.slice(0, -1)}` },
    { Authorization: `Bearer ${token.toUpperCase()}` },
    { Authorization: 'Bearer ' },
    { 'X-Api-Key': '' },
    { 'X-Api-Key': `${token}, ${token}` },
  ])('is refused for %j', async (fields) => {
    await expect(access(new Headers(fields as Record<string, string>), someone)).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  test('is not given by an empty token that was never set', async () => {
    await expect(createAccess({ token: '', tokens })(new Headers({ 'X-Api-Key': '' }), someone)).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  test('is slowed down for a client that keeps failing, and not for its right token or for others', async () => {
    const wrong = new Headers({ 'X-Api-Key': 'wrong-wrong-wrong' });
    const codes: string[] = [];
    for (let attempt = 0; attempt < 25; attempt += 1) {
      codes.push(await access(wrong, () => 'guesser').catch(({ code }) => code));
    }
    expect(codes).toEqual([...Array(20).fill('unauthorized'), ...Array(5).fill('too-many-requests')]);
    const right = new Headers({ 'X-Api-Key': token });
    await expect(access(right, () => 'guesser')).resolves.toMatchObject({ id: 'owner' });
    await expect(access(wrong, () => 'other')).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
