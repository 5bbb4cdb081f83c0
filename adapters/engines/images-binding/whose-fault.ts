// Whose fault it is that a picture could not be looked at, where Images does not say: "could not perform resizing" (9523)
// is what it answers for damaged pictures as for its own trouble, and the one of `wrangler dev` has no number at all.
import { Failure } from '../../../core/index.ts';
import { look } from './look.ts';
import type { Images } from './send.ts';

// One pixel, PNG.
const sound = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The picture's, if Images makes one that is sound: `corrupt-image` then, and the failure itself otherwise. */
export async function whoseFault(images: Images, failure: unknown): Promise<unknown> {
  if (!(failure instanceof Failure) || failure.code !== 'internal') return failure;
  const bytes = Uint8Array.from(atob(sound), (letter) => letter.charCodeAt(0));
  const works = await look(images, { bytes, calls: [], images: [] }).then(
    () => true,
    () => false,
  );
  return works ? new Failure('corrupt-image', 'The image is damaged or incomplete.', {}, failure) : failure;
}
