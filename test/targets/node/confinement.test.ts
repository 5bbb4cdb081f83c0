// The server says at its start what is kept from its render processes.
import { expect, it } from 'vitest';
import { chooseConfinement } from '../../../adapters/node/choose-confinement.ts';
import { defaultLimits } from '../../../core/index.ts';

async function told(sandbox: 'auto' | 'require' | 'off') {
  const lines: unknown[] = [];
  const outcome = await chooseConfinement({ sandbox }, defaultLimits, (event, fields) =>
    lines.push({ event, ...fields }),
  ).then(
    ({ fences }) => [...fences].sort(),
    (failure) => failure.message,
  );
  return { lines, outcome };
}

it('one line names what is enforced and what is missing', async () => {
  const { lines, outcome } = await told('auto');
  const [line] = lines as { event: string; enforced: string[]; missing: string[] }[];
  expect(lines.length).toBe(1);
  expect(line?.event).toBe('renderer.confinement');
  expect(line?.enforced.toSorted()).toEqual(outcome);
  expect(line?.enforced.concat(line.missing).length).toBe(6);
});

it('off enforces nothing and says so', async () => {
  const { lines, outcome } = await told('off');
  expect(outcome).toEqual([]);
  expect(lines).toMatchObject([{ enforced: [] }]);
});

it('require starts where network, files and processes are kept from them, and nowhere else', async () => {
  const { outcome: offered } = await told('auto');
  const { outcome } = await told('require');
  if (['network', 'files', 'processes'].every((fence) => offered.includes(fence))) expect(outcome).toEqual(offered);
  else expect(outcome).toContain('IMG_SANDBOX is "require"');
});
