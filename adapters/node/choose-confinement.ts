// Confines render processes by the settings, and says in one line of the log what that keeps from them here.
import { Failure, type Limits, type Settings, type Tell } from '../../core/index.ts';
import { type Confinement, type Fence, findConfinement, memoryFor, unconfined } from '../engines/pool/confinement.ts';
import { nodeRuntime, type Runtime } from '../engines/pool/runtime.ts';

const all: readonly Fence[] = ['network', 'files', 'processes', 'privileges', 'memory', 'scripts'];
// Without these a decoder that was taken over could carry off, or spoil, what the server's user can reach.
const required: readonly Fence[] = ['network', 'files', 'processes'];

/** Fails with `internal` where the setting requires what this system does not offer. */
export async function chooseConfinement(
  { sandbox }: Pick<Settings, 'sandbox'>,
  { sourcePixels, outputPixels }: Limits,
  tell: Tell,
  runtime: Runtime = nodeRuntime,
): Promise<Confinement> {
  const bytes = memoryFor(Math.max(sourcePixels, outputPixels));
  const found = sandbox === 'off' ? unconfined(runtime) : await findConfinement(bytes, runtime);
  const enforced = all.filter((fence) => found.fences.includes(fence));
  const missing = all.filter((fence) => !found.fences.includes(fence));
  tell('renderer.confinement', { enforced, missing });
  const lacking = missing.filter((fence) => required.includes(fence));
  if (sandbox !== 'require' || lacking.length === 0) return found;
  throw new Failure(
    'internal',
    `IMG_SANDBOX is "require", but this system does not keep these from render processes: ${lacking.join(', ')}.`,
  );
}
