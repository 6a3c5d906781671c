import { leakCheck, until } from '@millwright/testing';
import { MillwrightError } from '@millwright/kernel';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import type { RenderHost, ShopHost } from '../render-request.ts';
import { LiquidPool } from './liquid-pool.ts';

const nothingLeft = leakCheck();
let pool: LiquidPool;

beforeEach(() => {
  pool = new LiquidPool({ threads: 1, graceMs: 200 });
});
afterEach(() => pool.close());
afterAll(nothingLeft);

const hostWith = (shop?: Partial<ShopHost>): RenderHost => ({
  cacheValue: async () => undefined,
  cacheEntries: async () => [],
  ...(shop && { shop: { query: async () => '{}', objectsAt: async () => '', ...shop } }),
});

const rendering = (source: string, host: RenderHost, limits: object = {}) =>
  pool.renderText({ source, context: '{}', limits: { ...defaultRenderLimits, ...limits } }, host);

const untilStopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new BusyError()), { once: true });
  });

class BusyError extends MillwrightError {
  readonly code = 'rate_limited';
  constructor() {
    super('the shop is busy', { fault: 'remote', retry: true });
  }
}

const ASKING = '{{ "{ a }" | shopify: variables: hash | json }}';

describe('a render that asks the shop', () => {
  it('gets the answer of its host', async () => {
    const host = hostWith({
      query: async (query, variables) => `{"q":${JSON.stringify(query)},"v":${variables}}`,
    });

    expect(await rendering(ASKING, host)).toEqual({ ok: true, text: '{"q":"{ a }","v":{}}' });
  });

  it('may ask again in what is left of its time', async () => {
    expect(await rendering(`${ASKING}${ASKING}`, hostWith({}))).toEqual({ ok: true, text: '{}{}' });
  });

  it('has none where its host has none', async () => {
    expect(await rendering(ASKING, hostWith())).toMatchObject({
      error: {
        code: 'liquid_render',
        message: 'the shopify filter needs a Connection of type shopify',
      },
    });
  });

  it('is not stopped for the time that the shop takes, and rendered on afterwards', async () => {
    const query = async (): Promise<string> => {
      await until(() => pool.load.waiting === 0 && hasWaited(600));
      return '{}';
    };
    const startedAt = performance.now();
    const hasWaited = (ms: number): boolean => performance.now() - startedAt > ms;

    expect(await rendering(`${ASKING}done`, hostWith({ query }), { timeMs: 100 })).toEqual({
      ok: true,
      text: '{}done',
    });
  });

  it('ends with what kept the shop from answering, once the wait is over', async () => {
    const host = hostWith({ query: (_query, _variables, signal) => untilStopped(signal) });

    expect(await rendering(ASKING, host, { waitMs: 100 })).toMatchObject({
      error: { code: 'rate_limited', message: 'the shop is busy' },
    });
  });

  it('ends at once when the process does', async () => {
    let isAsked = false;
    const host = hostWith({
      query: (_query, _variables, signal) => {
        isAsked = true;
        return untilStopped(signal);
      },
    });
    const outcome = rendering(ASKING, host);
    await until(() => isAsked);

    pool.endWaits();

    expect(await outcome).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('still loses its thread when it will not stop rendering after the answer', async () => {
    const host = hostWith();
    const endless = '{{ "{ a }" | shopify }}{% for i in (1..99999999) %}{% endfor %}';

    expect(await rendering(endless, hostWith({}), { timeMs: 100 })).toMatchObject({
      ok: false,
      error: { code: 'time_limit' },
    });
    expect(await rendering('after', host)).toEqual({ ok: true, text: 'after' });
  });
});
