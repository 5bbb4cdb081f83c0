// A Worker of the engine over the Images binding alone: renders what a test hands it, and tells what it has sent.
import { createImagesEngine } from '../../../adapters/engines/images-binding/images-engine.ts';
import { answerTasks } from './answer-tasks.ts';
import { recording } from './recording-images.ts';

interface Env {
  readonly IMAGES: ImagesBinding;
}

export default {
  fetch(request, { IMAGES }) {
    const sent: unknown[] = [];
    const images = recording(IMAGES, sent);
    return answerTasks(
      request,
      (limits) => createImagesEngine({ images, limits }),
      () => sent,
    );
  },
} satisfies ExportedHandler<Env>;
