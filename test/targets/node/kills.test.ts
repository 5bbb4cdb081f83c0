// Render processes that are killed or stopped from outside while a server works. The long form, a kill a second for a
// minute at half load, is `npm run bench -- kills`.
import { describe, expect, it, onTestFinished } from 'vitest';
import { childrenOf, nextToWork } from '../../../infra/bench/hostile/family.ts';
import { fateOf } from '../../../infra/bench/hostile/fates.ts';
import { drawPicture } from '../../support/pictures.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { type Served, serve } from '../../support/served.ts';

// Nothing is kept: every request is rendered.
const rendering = { IMG_MVOL_BYTES: '0', IMG_EVOL_BYTES: '0', IMG_RENDERERS: '2' };

async function served(settings: Record<string, string>): Promise<Served> {
  const server = await serve(await scratchFolder(), settings);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  await fateOf(server, 'photo.jpg', await drawPicture('jpg', { width: 900, height: 700 }));
  return server;
}

const told = (server: Served, event: string) => server.printed().err.split(`"event":"${event}"`).length - 1;
const pidOf = (server: Served) => server.process.pid as number;

describe.runIf(process.platform === 'linux')('render processes that somebody else', () => {
  it('kills cost at most a request each, are replaced, and put no image in quarantine', async () => {
    const server = await served(rendering);
    const statuses: number[] = [];
    let busy = true;
    const client = async (first: number) => {
      for (let width = first; busy; width = 50 + ((width + 7) % 700)) {
        statuses.push((await fetch(`${server.url}/img/w=${width}/bombs/photo.jpg`)).status);
      }
    };
    const clients = [100, 400].map(client);
    const kills = 5;
    for (let kill = 0; kill < kills; kill += 1) {
      await expect.poll(() => childrenOf(pidOf(server)).length, { timeout: 20_000 }).toBeGreaterThan(1);
      process.kill(childrenOf(pidOf(server))[kill % 2] as number, 'SIGSEGV');
      // One that is killed while it starts has failed to.
      const gone = () => told(server, 'renderer.ended') + told(server, 'renderer.failed');
      await expect.poll(gone, { timeout: 20_000 }).toBe(kill + 1);
      const before = statuses.length;
      await expect.poll(() => statuses.length, { timeout: 20_000 }).toBeGreaterThan(before + 2);
    }
    busy = false;
    await Promise.all(clients);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(kills);
    expect(statuses.filter((status) => status !== 200).length).toBeLessThanOrEqual(kills);
    expect(told(server, 'quarantine.begin')).toBe(0);
  });

  it('stops while it works is given up at the deadline and replaced, and the server goes on', async () => {
    const server = await served({ ...rendering, IMG_RENDERERS: '1', IMG_LIMIT_RENDER_MILLIS: '3000' });
    const working = nextToWork(pidOf(server));
    // Of half a minute, if it were let.
    const answer = fetch(`${server.url}/img/w=900,f=avif,effort=9/bombs/photo.jpg`);
    process.kill(await working, 'SIGSTOP');
    expect((await answer).status).toBe(503);
    await expect.poll(() => told(server, 'renderer.ended'), { timeout: 20_000 }).toBe(1);
    expect((await fetch(`${server.url}/img/w=100/bombs/photo.jpg`)).status).toBe(200);
  });
});
