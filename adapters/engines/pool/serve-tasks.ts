// The child's side: takes one task after the other from the parent and lets an engine do it.
// Ends when the parent goes away, whatever it is doing, and not before: signals to a whole group are the parent's matter.
import process from 'node:process';
import { Failure } from '../../../core/failure.ts';
import type { ImageEngine } from '../../../core/index.ts';
import { createFrameReader, writeFrame } from './frames.ts';
import { type Answer, type Drop, type PartReply, type Request, sendable } from './messages.ts';
import { parentPipe } from './parent-pipe.ts';
import { receivedSources } from './sent-sources.ts';

const nothing = new Uint8Array(0);

export function serveTasks(engine: ImageEngine): void {
  const parent = parentPipe();
  const say = ({ body, ...head }: Answer) => writeFrame(parent, head, body);
  // Of the task under way, an output each: nobody waits for it when it is aborted.
  let unwanted: readonly AbortController[] = [];
  const tellPart: TellPart = (part, body) => writeFrame(parent, part, body);
  parent.on(
    'data',
    createFrameReader((message, body) => {
      const request = message as Request | Drop;
      if ('drop' in request) return unwanted[request.drop]?.abort();
      unwanted = request.call === 'batch' ? request.batch.outputs.map(() => new AbortController()) : [];
      const rssBytes = process.memoryUsage.rss();
      perform(engine, request, body, tellPart, unwanted).then(
        (done) => say({ ...done, rssBytes }),
        (error) => say({ reply: { failure: sendable(error) }, body: nothing, rssBytes }),
      );
    }),
  );
  parent.on('close', () => process.exit());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  say({ reply: { ready: engine.mark }, body: nothing, rssBytes: process.memoryUsage.rss() });
}

type TellPart = (part: PartReply, body: Uint8Array) => void;
type Done = Omit<Answer, 'rssBytes'>;

async function perform(
  engine: ImageEngine,
  request: Request,
  body: Uint8Array,
  tell: TellPart,
  unwanted: readonly AbortController[],
): Promise<Done> {
  const { source, images } = receivedSources(request.source, request.images, body);
  if (request.call === 'batch') {
    const outputs = request.batch.outputs.map((output, place) => ({ ...output, unwanted: unwanted[place]?.signal }));
    await engine.renderBatch({ ...request.batch, outputs, source, images }, (place, result) => {
      if (result instanceof Failure) return tell({ place, failure: sendable(result) }, nothing);
      const { bytes, ...size } = result;
      tell({ place, ...size }, bytes);
    });
    return { reply: { done: true }, body: nothing };
  }
  if (!('ext' in source)) throw new TypeError('Expected encoded bytes but received pixels.');
  if (request.call === 'probe') return { reply: { probe: await engine.probe(source) }, body: nothing };
  if (request.call === 'bounds') {
    return { reply: { bounds: await engine.bounds({ ...request.task, source, images }) }, body: nothing };
  }
  const { bytes, width, height } = await engine.render({ ...request.task, source, images });
  return { reply: { width, height }, body: bytes };
}
