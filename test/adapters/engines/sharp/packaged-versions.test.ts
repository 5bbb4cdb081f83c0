import { expect, it } from 'vitest';
import { markOf } from '../../../../adapters/engines/sharp/mark.ts';
import { packagedVersions } from '../../../../adapters/engines/sharp/packaged-versions.ts';
import { versionsOfSharp } from '../../../../adapters/engines/sharp/versions.ts';

it('the packages say the same versions as sharp itself, so that an engine has one mark, loaded or not', () => {
  expect(packagedVersions()).toEqual(versionsOfSharp());
  expect(markOf(packagedVersions())).toBe(markOf(versionsOfSharp()));
});
