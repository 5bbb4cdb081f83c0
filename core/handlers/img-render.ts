// imgRender: brings the engine, a free slot and the source's bytes together.
import { createDirectRenders } from './direct-renders.ts';
import { createFromMezzanine, type FromMezzanineParts } from './from-mezzanine.ts';
import type { ImgRender } from './render-order.ts';
import { renderSource } from './render-source.ts';
import type { Origin } from './shared-order.ts';
import { createSharedRenders, pixelsKey } from './shared-renders.ts';

export function createImgRender(parts: FromMezzanineParts): ImgRender {
  const { mezzanines, moduleCache, sources } = parts;
  const source: Origin = {
    ways: { alone: 'direct', together: 'shared' },
    open: ({ name, version }) => sources.open(name, version),
    alone: (order, stop) => renderSource(parts, order, stop),
  };
  const renderShared = createSharedRenders(parts, source);
  const renderDirect = createDirectRenders(parts);
  const renderFrom = createFromMezzanine(parts);
  return async (order, signal) => {
    const { name, version, shared, mezzanine } = order;
    const from = mezzanine && { name, version, key: mezzanine.made, mezzanine: mezzanine.plan };
    const hasPixels = () => shared !== undefined && moduleCache.read(pixelsKey({ version, shared })) !== undefined;
    // Pixels are nearer than a file that is still to be decoded.
    if (from !== undefined && mezzanines.has(from) && !hasPixels()) {
      const made = await renderFrom(from, order, signal);
      if (made !== undefined) return made;
    }
    const made = await (shared === undefined
      ? renderDirect(order, signal)
      : renderShared({ ...order, shared }, signal));
    if (made !== undefined && from !== undefined) mezzanines.missed(from);
    return made;
  };
}
