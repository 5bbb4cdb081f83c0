import { describe, expect, test } from 'vitest';
import { bearer, openHouse } from './house.ts';

const text = async () => ({ contentType: 'text/plain; version=0.0.4', text: 'figure 1\n' });

describe('/metrics', () => {
  test('is for who has the token', async () => {
    const house = await openHouse({ metrics: { open: false, text } });
    expect((await house.get('/metrics')).status).toBe(401);
    const answer = await house.get('/metrics', bearer);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toBe('figure 1\n');
  });

  test('is for everyone where it is open', async () => {
    const house = await openHouse({ metrics: { open: true, text } });
    expect((await house.get('/metrics')).status).toBe(200);
    expect((await house.ask('POST', '/metrics')).status).toBe(405);
  });

  test('is not there where nothing is counted', async () => {
    expect((await (await openHouse()).get('/metrics', bearer)).status).toBe(404);
  });
});
