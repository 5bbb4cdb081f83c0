import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNativeDialect } from '../../../core/dialect/native.ts';
import { createSignUrl } from '../../../core/dialect/signature.ts';
import { parseTarget } from '../../../core/dispatcher/target.ts';
import { builtinModules } from '../../../core/pipeline/modules.ts';
import { createGrantDelivery, type DeliveryRules } from '../../../core/policy/delivery.ts';
import { recipes } from '../../support/recipe-arbitrary.ts';
import { keyOf, ladderWidths } from '../../support/signing.ts';

const seconds = 1_790_000_000;
const older = keyOf('old', 1);
const newer = keyOf('new', 2);
const path = '/img/w=640,f=auto/holiday/ph%2Foto.jpg';
const recipe = { source: 'a', stages: [{ blur: { blur: 9 } }] };

function grantsOf(rules: Partial<DeliveryRules> = {}) {
  const ladder = { widths: ladderWidths, snap: 'up' as const };
  const clock = () => seconds * 1000;
  const grant = createGrantDelivery({ keys: [newer, older], unsigned: 'none', ladder, clock, ...rules });
  // As a request does: what is no target at all never gets to the grant.
  return async (received: string) => grant(parseTarget(received, 8192).raw);
}

/** The code and sentence of the refusal; undefined for what was granted. */
async function refusalOf(grant: (target: string) => Promise<unknown>, target: string): Promise<string | undefined> {
  try {
    await grant(target);
    return undefined;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code}: ${message}`;
  }
}

const invalid = 'forbidden: The signature of this URL is not valid.';
const expired = 'forbidden: The signature of this URL has expired.';
const unsigned = 'forbidden: Expected a signed URL: this server answers no other.';

describe('a signed URL', () => {
  it('is granted in full, whatever unsigned ones may ask', async () => {
    for (const level of ['none', 'ladder', 'any'] as const) {
      const grant = await grantsOf({ unsigned: level })(await createSignUrl(newer)(path));
      expect(grant).toMatchObject({ signed: true, expiresAt: undefined });
      expect(grant.admit(recipe)).toEqual(recipe);
    }
  });

  it('T-18: with any one byte changed is not granted, at no position and to no value', async () => {
    const grant = grantsOf();
    const valid = await createSignUrl(newer)(path, seconds + 60);
    expect(await refusalOf(grant, valid)).toBeUndefined();
    const bytes = new TextEncoder().encode(valid);
    const accepted: string[] = [];
    let tried = 0;
    for (const [at, right] of bytes.entries()) {
      for (let value = 0; value < 256; value += 1) {
        if (value === right) continue;
        const changed = String.fromCharCode(...bytes.with(at, value));
        tried += 1;
        if ((await refusalOf(grant, changed)) === undefined) accepted.push(changed);
      }
    }
    console.log(`T-18: ${bytes.length} positions, ${tried} changed URLs, ${accepted.length} accepted.`);
    expect(accepted).toEqual([]);
    expect(tried).toBe(bytes.length * 255);
  }, 60_000);

  it('T-16: repeated, reordered, in another place or tidied up is not granted', async () => {
    const grant = grantsOf();
    const signUrl = createSignUrl(newer);
    const plain = await signUrl(path);
    const ending = await signUrl(path, seconds + 60);
    const s = plain.slice(path.length + 1);
    const [exp = '', signature = ''] = ending.slice(path.length + 1).split('&');
    const targets = [
      ...[2, 3, 4, 5].map((times) => `${path}?${Array(times).fill(s).join('&')}`),
      `${path}?${s}?${s}`,
      `${path}/${s}`,
      `/${s}${path}`,
      `/img/${s}/${path.slice(5)}`,
      `${path}&${s}`,
      `${path};${s}`,
      `${path}?${signature}&${exp}`,
      `${path}?${signature}`,
      `${path}?${exp}`,
      `${path}?exp=${seconds + 61}&${signature}`,
      `${path}?${exp}&${exp}&${signature}`,
      `${path}?${exp}&${s}`,
      `${path}?${exp}&v=1&${signature}`,
      `${path}?v=1&${s}`,
      `${path}?${s}&v=1`,
      `${path}?${s}#f`,
      `${path}?${s}=`,
      `${path}?S=${s.slice(2)}`,
      `${path}?s=${s.slice(2).toUpperCase()}`,
      plain.replace('%2F', '%2f'),
      plain.replace('%2F', '/'),
      plain.replace('%2F', '%252F'),
      plain.replace('/holiday', '//holiday'),
      plain.replace('/holiday', '/./holiday'),
      plain.replace('/holiday', '/x/../holiday'),
      plain.replace('/img', '//img'),
      plain.replace('w=640', 'w=0640'),
      plain.replace('=auto', '%3Dauto'),
      plain.replace('/img/', '/IMG/'),
      plain.replace('new.', 'old.'),
      plain.replace('new.', 'none.'),
      plain.replace('new.', '__proto__.'),
    ];
    const refusals = await Promise.all(targets.map((target) => refusalOf(grant, target)));
    expect(targets.filter((_, at) => refusals[at] === undefined)).toEqual([]);
    // One sentence for all that claim to be signed: it does not say what was wrong.
    const said = new Set(refusals.filter((refusal) => refusal?.startsWith('forbidden')));
    expect(said).toEqual(new Set([invalid, unsigned]));
  });

  it('is the same behind any authority, because only path and query are signed', async () => {
    const target = await createSignUrl(newer)(path);
    expect(await refusalOf(grantsOf(), `http://other.example${target}`)).toBeUndefined();
  });

  it('is granted by every key of the settings, so that a key is changed without a gap', async () => {
    const before = await createSignUrl(older)(path);
    const after = await createSignUrl(newer)(path);
    const granted = async (keys: DeliveryRules['keys']) => {
      const refusals = await Promise.all([before, after].map((target) => refusalOf(grantsOf({ keys }), target)));
      return refusals.map((refusal) => refusal === undefined);
    };
    expect(await granted([older])).toEqual([true, false]);
    expect(await granted([older, newer])).toEqual([true, true]);
    expect(await granted([newer, older])).toEqual([true, true]);
    expect(await granted([newer])).toEqual([false, true]);
    expect(await granted([])).toEqual([false, false]);
  });

  it('ends at its second, not before, and says so only to who has a good signature', async () => {
    const target = await createSignUrl(newer)(path, seconds);
    const at = (millis: number) => refusalOf(grantsOf({ clock: () => millis }), target);
    expect(await at(seconds * 1000 - 1)).toBeUndefined();
    expect(await at(seconds * 1000)).toBe(expired);
    expect(await at(seconds * 1000 + 1)).toBe(expired);
    expect(await refusalOf(grantsOf(), target.replace('/img/w', '/img/h'))).toBe(invalid);
  });

  it.each([
    [10_000, 'public, max-age=3600, must-revalidate'],
    [3600, 'public, max-age=3600, must-revalidate'],
    [90.9, 'public, max-age=90, must-revalidate'],
    [0.9, 'public, max-age=0, must-revalidate'],
  ])('with %d seconds left is cached as "%s"', async (left, cacheControl) => {
    const clock = () => (seconds - left) * 1000;
    const grant = await grantsOf({ clock })(await createSignUrl(newer)(path, seconds));
    expect(grant.expiresAt).toBe(seconds * 1000);
    expect(grant.cacheFields('img')).toEqual({ 'Cache-Control': cacheControl });
  });

  it('that does not end is cached as an unsigned one', async () => {
    const open = await grantsOf({ unsigned: 'any' })(path);
    const signed = await grantsOf()(await createSignUrl(newer)(path));
    expect(signed.cacheFields('img')).toEqual(open.cacheFields('img'));
  });

  it('is granted for whatever target was signed', async () => {
    const native = createNativeDialect(builtinModules);
    const grant = grantsOf();
    const signUrl = createSignUrl(older);
    await fc.assert(
      fc.asyncProperty(
        recipes,
        fc.option(fc.integer({ min: seconds + 1, max: 999_999_999_999 })),
        async (asked, exp) => {
          const target = `/img/${native.write(asked)}`;
          const { signed } = await grant(await signUrl(target, exp ?? undefined));
          expect(signed).toBe(true);
        },
      ),
    );
  });
});

describe('an unsigned URL', () => {
  it.each([
    ['none', unsigned],
    ['ladder', undefined],
    ['any', undefined],
  ] as const)('is granted or not as the level %s says', async (level, refusal) => {
    expect(await refusalOf(grantsOf({ unsigned: level }), '/original/a.jpg')).toBe(refusal);
  });

  it('is granted anything by "any" and the ladder by "ladder"', async () => {
    expect((await grantsOf({ unsigned: 'any' })(path)).admit(recipe)).toEqual(recipe);
    const { admit } = await grantsOf({ unsigned: 'ladder' })(path);
    expect(() => admit(recipe)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  it('with a signature that is not good is refused even where an unsigned one would do', async () => {
    expect(await refusalOf(grantsOf({ unsigned: 'any' }), `${path}?s=new.x`)).toBe(invalid);
  });
});
