import { describe, expect, test } from 'vitest';
import { createMetrics, type Metrics } from '../../../../adapters/node/metrics/create-metrics.ts';
import { figures } from '../../../../adapters/node/metrics/figures.ts';
import { gauge, total } from '../../../../adapters/node/metrics/reading.ts';

async function lines(metrics: Metrics, name: string): Promise<string[]> {
  const { text } = await metrics.text();
  return text.split('\n').filter((line) => line.startsWith(`imageserver_${name}`));
}

describe('metrics', () => {
  test('count an event by its labels, as often as it stands for', async () => {
    const metrics = createMetrics();
    metrics.observe('result', { from: 'eVol' });
    metrics.observe('result', { from: 'mVol', times: 7 });
    metrics.observe('result', { from: 'mVol' });
    expect(await lines(metrics, 'results_total')).toEqual([
      'imageserver_results_total{from="eVol"} 1',
      'imageserver_results_total{from="mVol"} 8',
    ]);
  });

  test('sort times into buckets, and leave out what was not timed', async () => {
    const metrics = createMetrics();
    metrics.observe('request', { room: 'img', method: 'GET', status: 200, seconds: 0.03 });
    metrics.observe('request', { room: 'img', method: 'GET', status: 200, times: 5 });
    expect(await lines(metrics, 'request_seconds_count')).toEqual(['imageserver_request_seconds_count{room="img"} 1']);
    expect(await lines(metrics, 'requests_total')).toEqual([
      'imageserver_requests_total{room="img",method="GET",status="200"} 6',
    ]);
  });

  test('leave alone what has no row, and do not label by what has none', async () => {
    const metrics = createMetrics();
    const before = (await metrics.text()).text.split('\n').filter((line) => line.startsWith('imageserver_'));
    metrics.observe('nobody.asked', { name: 'a secret' });
    expect((await metrics.text()).text.split('\n').filter((line) => line.startsWith('imageserver_'))).toEqual(before);
  });

  test('look at what has a state each time, and ask those who count by themselves before', async () => {
    const metrics = createMetrics();
    let state = 0;
    metrics.add([gauge('state', 'A state.', () => state), total('grown', 'What grows.', async () => 10 * state)]);
    metrics.beforeEach(() => {
      state += 1;
    });
    expect(await lines(metrics, 'state')).toEqual(['imageserver_state 1']);
    expect(await lines(metrics, 'grown')).toEqual(['imageserver_grown 20']);
  });

  test('have names as Prometheus wants them: units at the end, _total on what is counted and nothing else', () => {
    for (const { name, buckets } of figures) {
      expect(name).toMatch(buckets === undefined ? /^[a-z][a-z0-9_]*_total$/ : /^[a-z][a-z0-9_]*_seconds$/);
    }
  });
});
