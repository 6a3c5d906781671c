import { until } from '@millwright/testing';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import type { RenderHost, RenderRequest } from '../render-request.ts';
import { LiquidPool, type LiquidPoolOptions } from './liquid-pool.ts';

// Needs the built dist/worker.js: threads load no TypeScript.
const MEBIBYTE = 1024 * 1024;
const big = 'x'.repeat(MEBIBYTE);
let pool: LiquidPool | undefined;

const open = (options: LiquidPoolOptions = {}): LiquidPool => (pool = new LiquidPool(options));
const request = (source: string, given: Partial<RenderRequest> = {}): RenderRequest => ({
  templateKey: source,
  source,
  context: '{}',
  ...given,
  limits: { ...defaultRenderLimits, ...given.limits },
});
const withTime = (timeMs: number) => ({ limits: { ...defaultRenderLimits, timeMs } });
const codeOf = (outcome: Awaited<ReturnType<LiquidPool['render']>>): string =>
  outcome.ok ? 'ok' : outcome.error.code;

afterEach(async () => {
  await pool?.close();
  pool = undefined;
});

describe('the pool', () => {
  it('renders a script to its objects, exactly', async () => {
    const context = '{"event":{"data":{"10":1.0,"2":[12345678901234567890,"\\u0000\\ud800"]}}}';

    const outcome = await open().render(
      request('{% action "echo", event.data %}{% log "x" %}{% result 1.0 %}', { context }),
    );

    expect(outcome).toEqual({
      ok: true,
      actions: [
        {
          type: 'echo',
          options: '{"10":1.0,"2":[12345678901234567890,"\\u0000\\ud800"]}',
          meta: null,
          performEvent: true,
        },
      ],
      logs: ['"x"'],
      errors: [],
      result: '1.0',
    });
  });

  it('renders text', async () => {
    const given = {
      source: 'a\n{{ options.b }}',
      context: '{"options":{"b":2.0}}',
      ...withTime(1_000),
    };

    expect(await open().renderText(given)).toEqual({ ok: true, text: 'a\n2.0' });
  });

  it('tells where a script cannot be parsed', async () => {
    expect(await open().render(request('\n{{ a | nope }}'))).toMatchObject({
      error: { code: 'liquid_syntax', line: 2, column: 8 },
    });
  });

  it('gives every one of many renders its own outcome, in batches too', async () => {
    const { render } = open({ threads: 2 });

    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        render.call(pool, request('{% log n %}', { context: `{"n":${index}}` })),
      ),
    );

    expect(outcomes.map((outcome) => outcome.ok && outcome.logs[0])).toEqual(
      Array.from({ length: 300 }, (_, index) => String(index)),
    );
    expect(pool!.load).toEqual({ waiting: 0, running: 0 });
  });

  it('hands back what waits when it closes, and finishes what runs', async () => {
    open({ threads: 1 });
    const running = pool!.render(
      request('{% for i in (1..200000) %}{% endfor %}{% log 1 %}', withTime(20_000)),
    );
    await until(() => pool!.load.running === 1);
    const waiting = pool!.render(request(''));

    await pool!.close();

    expect(codeOf(await running)).toBe('ok');
    expect(codeOf(await waiting)).toBe('internal');
    expect(codeOf(await pool!.render(request('')))).toBe('internal');
  });
});

describe('a hostile script', () => {
  const context = JSON.stringify({ big, hashes: `[${'{},'.repeat(900_000)}1]` });
  const scripts: readonly (readonly [threat: string, source: string, code: string])[] = [
    ['loops for ever', '{% for i in (1..100000000000) %}{% endfor %}', 'time_limit'],
    ['lists a range of twenty million', '{% assign a = (1..20000000) | reverse %}', 'memory_limit'],
    [
      'builds a string of a gigabyte',
      '{% assign s = big %}{% for i in (1..10) %}{% assign s = s | append: s %}{% endfor %}',
      'memory_limit',
    ],
    [
      'keeps copies of a long text',
      '{% assign l = array %}{% for i in (1..9999) %}{% assign t = big | append: i | upcase %}{% assign l = l | push: t %}{% endfor %}',
      'memory_limit',
    ],
    [
      'splits a long text into characters again and again',
      '{% for i in (1..999) %}{% assign a = big | split: "" %}{% assign l = l | push: a %}{% endfor %}',
      'memory_limit',
    ],
    ['replaces a text by itself', '{{ big | replace: "x", big }}', 'memory_limit'],
    [
      'captures without end',
      '{% capture c %}{% for i in (1..99999999) %}{{ big }}{% endfor %}{% endcapture %}',
      'memory_limit',
    ],
    ['prints without end', '{% for i in (1..99999999) %}{{ big }}{% endfor %}', 'output_limit'],
    [
      'parses a text that becomes a hundred times its size',
      '{{ hashes | parse_json | size }}',
      'memory_limit',
    ],
    [
      'nests values deeply',
      '{% assign x = array %}{% for i in (1..50000) %}{% assign x = array | push: x %}{% endfor %}{{ x | json }}',
      'liquid_render',
    ],
    [
      'writes as JSON what shares its parts',
      '{% assign x = array | push: 1 %}{% for i in (1..60) %}{% assign x = array | push: x, x %}{% endfor %}{{ x | json }}',
      'memory_limit',
    ],
    [
      'searches for a long needle',
      '{% assign n = big | append: "b" %}{% for i in (1..999) %}{% assign p = big | append: big | split: n %}{% endfor %}',
      'time_limit',
    ],
  ];

  it.each(scripts)(
    'that %s fails alone',
    async (_, source, code) => {
      open({ threads: 2 });
      await Promise.all([pool!.render(request('')), pool!.render(request(''))]);

      const hostile = pool!.render(
        request(source, { context, ...withTime(code === 'time_limit' ? 500 : 20_000) }),
      );
      const neighbours = await Promise.all(
        Array.from({ length: 20 }, () => pool!.render(request('{% log 1 %}'))),
      );

      expect(neighbours.map(codeOf)).toEqual(Array(20).fill('ok'));
      expect(codeOf(await hostile)).toBe(code);
    },
    60_000,
  );

  it('does not hold up the renders behind it in its batch', async () => {
    open({ threads: 2 });
    await Promise.all([pool!.render(request('')), pool!.render(request(''))]);
    const order: string[] = [];

    await Promise.all([
      pool!
        .render(request('{% for i in (1..100000000000) %}{% endfor %}', withTime(3_000)))
        .then((outcome) => order.push(codeOf(outcome))),
      ...Array.from({ length: 30 }, () =>
        pool!.render(request('{% log 1 %}')).then((outcome) => order.push(codeOf(outcome))),
      ),
    ]);

    expect(order).toEqual([...Array<string>(30).fill('ok'), 'time_limit']);
  }, 30_000);

  it('that does not stop by itself loses its thread, and the others of its batch are rendered elsewhere', async () => {
    open({ threads: 1, graceMs: 0 });
    // Parsing looks at no clock.
    const slow = request('{{a}}'.repeat(52_000), withTime(1));

    const outcomes = await Promise.all([
      pool!.render(request('{% log 1 %}')),
      ...[slow, slow, request('{% log 2 %}'), request('{% log 3 %}')].map((each) =>
        pool!.render(each),
      ),
    ]);

    expect(outcomes.map(codeOf)).toEqual(['ok', 'time_limit', 'time_limit', 'ok', 'ok']);
  }, 60_000);

  it('ends at once when it is stopped, and the others of its batch are rendered elsewhere', async () => {
    open({ threads: 1 });
    await pool!.render(request(''));
    const stop = new AbortController();
    const endless = request('{% for i in (1..100000000) %}{% assign n = i %}{% endfor %}');
    const stopped = pool!.render(endless, undefined, stop.signal);
    const waiting = pool!.render(endless, undefined, AbortSignal.abort());
    const others = Array.from({ length: 12 }, (_, n) => pool!.render(request(`{% log ${n} %}`)));

    stop.abort();

    for (const outcome of await Promise.all([stopped, waiting])) {
      expect(outcome).toMatchObject({ ok: false, error: { message: 'the render was stopped' } });
    }
    expect((await Promise.all(others)).map(({ logs }) => logs)).toEqual(
      others.map((_, n) => [String(n)]),
    );
  });

  it('that breaks the heap of its thread fails alone', async () => {
    open({ threads: 1, threadHeapBytes: 24 * MEBIBYTE });
    const greedy =
      '{% assign l = array %}{% for i in (1..9999) %}{% assign t = big | append: i | upcase %}{% assign l = l | push: t %}{% endfor %}';

    const outcomes = await Promise.all([
      pool!.render(request('{% log 1 %}')),
      pool!.render(request(greedy, { context, ...withTime(20_000) })),
      pool!.render(request('{% log 2 %}')),
    ]);

    expect(outcomes.map(codeOf)).toEqual(['ok', 'memory_limit', 'ok']);
  }, 60_000);

  it('may not have more memory than the pool gives', async () => {
    open({ maxMemoryBytes: 4 * MEBIBYTE });

    expect(await pool!.render(request('{{ (1..9999999) | reverse }}'))).toMatchObject({
      error: { code: 'memory_limit', message: expect.stringContaining('4 MB') },
    });
  });
});

describe('the cache of a running script', () => {
  const hostOf = (entries: readonly (readonly [string, string])[]) => {
    const asked: string[] = [];
    const host: RenderHost = {
      cacheValue: async (key) => {
        asked.push(key);
        return new Map(entries).get(key);
      },
      cacheEntries: async () => [...entries],
    };
    return { host, asked };
  };

  it('is asked for each key once', async () => {
    const { host, asked } = hostOf([['k', '{"a":1.0}']]);

    const outcome = await open().render(
      request('{% log cache.k.a %}{% log cache["k"] %}{% log cache.other %}{% log cache.other %}'),
      host,
    );

    expect(outcome).toMatchObject({ ok: true, logs: ['1.0', '{"a":1.0}', 'null', 'null'] });
    expect(asked).toEqual(['k', 'other']);
  });

  it('is listed in the order of its keys', async () => {
    const { host } = hostOf([
      ['b', '2'],
      ['a', '1'],
    ]);

    const outcome = await open().render(
      request('{% for kv in cache %}{% log kv %}{% endfor %}'),
      host,
    );

    expect(outcome).toMatchObject({ logs: ['["a",1]', '["b",2]'] });
  });

  it('makes the run worth another try when it cannot be read', async () => {
    const fails = async (): Promise<never> => {
      throw new Error('the database is away');
    };

    const outcome = await open().render(request('{{ cache.k }}'), {
      cacheValue: fails,
      cacheEntries: fails,
    });

    expect(outcome).toMatchObject({
      error: { code: 'internal', message: 'the cache cannot be read: the database is away' },
    });
  });

  it('does not wait for ever', async () => {
    const never = new Promise<never>(() => undefined);

    const outcome = await open().render(request('{{ cache.k }}', withTime(200)), {
      cacheValue: () => never,
      cacheEntries: () => never,
    });

    expect(outcome).toMatchObject({ error: { code: 'internal' } });
  });
});
