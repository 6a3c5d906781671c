import { Metrics } from './metrics.ts';

describe('metrics', () => {
  it('keep every instance apart', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.counter('events_total', 'Events').inc();

    expect(await one.text()).toContain('events_total 1');
    expect(await other.text()).not.toContain('events_total');
  });

  it('are the same metric when two apps of a process ask for one name', async () => {
    const metrics = new Metrics();
    metrics.counter('events_total', 'Events', ['outcome']).inc({ outcome: 'accepted' });
    metrics.counter('events_total', 'Events', ['outcome']).inc({ outcome: 'accepted' }, 2);

    expect(await metrics.text()).toContain('events_total{outcome="accepted"} 3');
  });

  it('read gauges when asked, one number or one per set of labels', async () => {
    const metrics = new Metrics();
    let open = 1;
    metrics.gauge('open_runs', 'Open', () => open);
    metrics.gauge('work', 'Work', async () => [{ labels: { kind: 'task' }, value: 4 }], ['kind']);
    open = 7;

    expect(await metrics.text()).toContain('open_runs 7');
    expect(await metrics.text()).toContain('work{kind="task"} 4');
  });

  it('answer although a gauge cannot be read', async () => {
    const metrics = new Metrics();
    metrics.gauge('open_runs', 'Open', () => Promise.reject(new Error('database away')), ['kind']);
    metrics.histogram('took_seconds', 'Took', [], [1]).observe({}, 0.5);

    expect(await metrics.text()).toContain('took_seconds_bucket{le="1"} 1');
  });
});
