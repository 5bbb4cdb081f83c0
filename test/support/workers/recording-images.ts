// Writes down what the Images binding is asked for, and asks the real one.

/** What the calls of one chain were, in the order they were made. */
export function recording(images: Pick<ImagesBinding, 'input'>, sent: unknown[]): Pick<ImagesBinding, 'input'> {
  const real = new WeakMap<ImageTransformer, ImageTransformer>();
  const lists = new WeakMap<ImageTransformer, unknown[]>();
  const watched = (handle: ImageTransformer, calls: unknown[]): ImageTransformer => {
    const watcher: ImageTransformer = {
      transform: (transform) => watched(handle.transform(transform), [...calls, { transform }]),
      draw(image, options) {
        const mark = 'transform' in image ? { of: lists.get(image) } : {};
        const inner = 'transform' in image ? (real.get(image) as ImageTransformer) : image;
        return watched(handle.draw(inner, options), [...calls, { draw: { ...mark, options } }]);
      },
      output(options) {
        sent.push([...calls, { output: options }]);
        return handle.output(options);
      },
    };
    real.set(watcher, handle);
    lists.set(watcher, calls);
    return watcher;
  };
  return { input: (stream) => watched(images.input(stream), []) };
}
