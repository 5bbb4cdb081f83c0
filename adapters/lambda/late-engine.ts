// An engine that is loaded when the first picture is wanted: a 304, an original, or a result that is at hand needs none.
import { Failure, type ImageEngine } from '../../core/index.ts';

/** `mark` is the engine's. */
export function createLateEngine(mark: string, load: () => Promise<ImageEngine>): ImageEngine {
  let loading: Promise<ImageEngine> | undefined;
  const engine = async (): Promise<ImageEngine> => {
    loading ??= load();
    const loaded = await loading;
    if (loaded.mark === mark) return loaded;
    // Its results would be kept as another's.
    throw new Failure('internal', 'The engine is not the one that was announced.');
  };
  return {
    mark,
    probe: async (...given) => (await engine()).probe(...given),
    render: async (...given) => (await engine()).render(...given),
    renderBatch: async (...given) => (await engine()).renderBatch(...given),
    bounds: async (...given) => (await engine()).bounds(...given),
    close: async () => (await loading)?.close(),
  };
}
