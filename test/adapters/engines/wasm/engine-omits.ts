// What the engine in WebAssembly cannot keep of the contract of image engines, by title.

const still = 'it has no codec of animations';
const inks = 'its decoder of JPEG knows no CMYK: such a file is refused by its header';
const letters = 'there is nothing in a Worker that draws letters';
const bands = 'its pixels have four bands, whether they are opaque or not';
const palette = 'it has nothing that chooses the colours of a palette';
const judge = 'it looks for no quality: each attempt would be another encoding of the CPU that a Worker has';
const files = 'a Worker has no files';
const whole = 'a codec cannot be stopped: a deadline is heard between two steps (wasm-engine.test.ts)';

export const engineOmits: Readonly<Record<string, string>> = {
  animations: still,
  'counts the frames of an animation: gif': still,
  'counts the frames of an animation: webp': still,
  'refuses a picture that was cut short: animated gif': still,
  'refuses a picture that was cut short: animated webp': still,
  'refuses more frames than the limits allow, or more pixels in all of them, and takes as many as they do': still,
  'of an animation hold what there is in any frame, blank ones aside': still,
  'of an animated GIF': still,
  'of a translucent animated WebP': still,
  'of an animation are the same for all frames where they depend on what is seen': still,
  'which is an animated GIF': still,
  'which is a translucent animated WebP': still,
  'is itself an animation, of which it is the first frame': still,
  'of an animation stay animations': still,
  'makes the same bytes of a JPEG in CMYK whether its shape is remembered or looked at': inks,
  'of CMYK': inks,
  'which is CMYK': inks,
  'is itself CMYK': inks,
  'text on a picture': letters,
  'tells the commonest colours and their shares, and counts nothing that cannot be seen': palette,
  'tells no more colours than were asked for, each pixel by one of them': palette,
  'cuts png and gif down to the colours that were asked for': palette,
  'a bound on bytes': judge,
  'quality auto': judge,
  'give what the operations give in one task: jpg {}': bands,
  'give what the operations give in one task: jpg { orientation: 6 }': bands,
  'reads the bytes at most once, and not at all where there is a path': files,
  'fails with a timeout when a task takes too long': whole,
};
