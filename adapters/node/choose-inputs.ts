// Takes formats whose decoder has a known weakness off the list of inputs, and says so in the log and in /readyz.
import type { Settings, Tell } from '../../core/index.ts';
import { knownWeaknesses } from '../engines/sharp/advisories.ts';

export interface Inputs {
  /** Formats that are decoded. */
  readonly inputs: Settings['inputs'];
  /** A sentence for each that is not, though the settings name it. */
  readonly warnings: readonly string[];
}

/**
 * Naming a format in IMG_INPUTS is no consent to a weakness that was found later: IMG_INPUTS_IN_SPITE is.
 * `versions` are those of sharp.
 */
export function chooseInputs(
  { inputs, inputsInSpite }: Pick<Settings, 'inputs' | 'inputsInSpite'>,
  versions: Readonly<Record<string, string | undefined>>,
  tell: Tell,
): Inputs {
  const found = knownWeaknesses(versions);
  const warnings: string[] = [];
  const chosen = inputs.filter((format) => {
    const weaknesses = found.filter(({ formats }) => formats.includes(format));
    if (weaknesses.length === 0) return true;
    const taken = inputsInSpite.includes(format);
    const advisories = weaknesses.map(({ id, severity, part }) => ({ id, severity, part, version: versions[part] }));
    tell('input.weakness', { format, decoded: taken, advisories });
    if (!taken) warnings.push(`${format} is not decoded, because its decoder has a known weakness.`);
    return taken;
  });
  return { inputs: chosen, warnings };
}
