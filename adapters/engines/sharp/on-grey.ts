// Lays a picture on grey before it is compared: what is clear may have any colour in a file, and is never seen alone.
import type { Sharp } from 'sharp';

export function onGrey(image: Sharp): Sharp {
  return image.flatten({ background: '#808080' });
}
