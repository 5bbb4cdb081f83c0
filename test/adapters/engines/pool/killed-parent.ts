// A server that is about to be killed: two children, one of them at work. Prints their process ids.
import { createEnginePool } from '../../../../adapters/engines/pool/engine-pool.ts';
import { defaultLimits } from '../../../../core/index.ts';
import { sourceOf } from '../../../support/pictures.ts';

const pool = await createEnginePool({
  entry: process.argv[2] ?? '',
  renderers: 2,
  limits: defaultLimits,
  config: { startsUp: true },
});
const render = (behaviour: string) =>
  pool.render({
    source: sourceOf('png', Buffer.from(behaviour)),
    frames: 'all',
    ops: [],
    encode: { op: 'encode', ext: 'png' },
  });
const answers = await Promise.all([render('answer'), render('answer')]);
render('sleep').catch(() => {});
process.stdout.write(JSON.stringify(answers.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)).pid)));
