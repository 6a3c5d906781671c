import { HealthChecks } from './health-checks.ts';

describe('health checks', () => {
  it('are ready when every check passes', async () => {
    const health = new HealthChecks();
    health.add('database', async () => undefined);

    expect(await health.ready()).toEqual({ ok: true, checks: { database: 'ok' } });
  });

  it('tell what is missing, without credentials', async () => {
    const health = new HealthChecks();
    health.add('database', async () => undefined);
    health.add('broker', async () => {
      throw new Error('amqp://guest:hunter2@broker refused');
    });

    expect(await health.ready()).toEqual({
      ok: false,
      checks: { database: 'ok', broker: 'amqp://***@broker refused' },
    });
  });

  it('give up on a check that does not answer', async () => {
    const health = new HealthChecks(10);
    health.add('broker', () => new Promise(() => undefined));

    expect(await health.ready()).toEqual({
      ok: false,
      checks: { broker: 'no answer within 10 ms' },
    });
  });

  it('are not ready while the process stops', async () => {
    const health = new HealthChecks();
    health.setStopping();

    expect(await health.ready()).toEqual({ ok: false, checks: { process: 'stopping' } });
  });

  it('run once for many who ask at once', async () => {
    const health = new HealthChecks();
    let runs = 0;
    health.add('database', async () => void (runs += 1));

    await Promise.all([health.ready(), health.ready(), health.ready()]);

    expect(runs).toBe(1);
  });
});
