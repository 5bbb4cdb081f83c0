import { describe, expect, test } from 'vitest';
import { createAccess } from '../../../core/policy/access.ts';

const token = 'correct horse battery'.replaceAll(' ', '-');
const access = createAccess(token);

describe('access to the management API', () => {
  test.each([
    { Authorization: `Bearer ${token}` },
    { Authorization: `bearer  ${token}` },
    { 'X-Api-Key': token },
    { Authorization: 'AWS4-HMAC-SHA256 Credential=x', 'X-Api-Key': token },
  ])('is given for %j', async (fields) => {
    await expect(access(new Headers(fields as Record<string, string>))).resolves.toBeUndefined();
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
    await expect(access(new Headers(fields as Record<string, string>))).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('is not given by an empty token that was never set', async () => {
    await expect(createAccess('')(new Headers({ 'X-Api-Key': '' }))).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
