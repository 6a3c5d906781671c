import { LiquidRunError } from '../liquid.errors.ts';
import type { ShopReader } from '../shop/shop-reader.ts';
import { printed, renderTextInThisThread } from '../testing/index.ts';

/** A shop that answers with what it was asked, and notes how long it could have taken. */
function shopThatEchoes() {
  const waits: number[] = [];
  const shop: ShopReader = {
    query: (query, variables, timeoutMs) => {
      waits.push(timeoutMs);
      return `{"data":{"query":${JSON.stringify(query)},"variables":${variables ?? 'null'},"n":1.50}}`;
    },
    objectsAt: () => '',
  };
  return { shop, waits };
}

describe('the shopify filter without a Connection', () => {
  it.each(['query { shop { name } }', 'mutation { x }'])('makes no call with %s', (query) => {
    expect(printed('{{ query | shopify: variables: h }}', { query })).toBe(
      'error: the shopify filter needs a Connection of type shopify',
    );
  });

  it('gives nil in a preview', () => {
    const context = { event: { preview: true } };

    expect(printed('{{ "query { shop { name } }" | shopify | json }}', context)).toBe('null');
    expect(printed('{% assign r = "{ a }" | shopify %}[{{ r.data.a }}]', context)).toBe('[]');
    expect(printed('{% assign event = 1 %}{{ "{ a }" | shopify }}', context)).toBe('');
  });
});

describe('the shopify filter', () => {
  const printedWith = (template: string, shop: ShopReader, context: object = {}): string => {
    const outcome = renderTextInThisThread(template, { shop, context: JSON.stringify(context) });
    return outcome.ok ? outcome.text : `${outcome.error.code}: ${outcome.error.message}`;
  };

  it('gives the whole answer, digits kept', () => {
    const template = '{{ "{ a }" | shopify | json }}';

    expect(printedWith(template, shopThatEchoes().shop)).toBe(
      '{"data":{"query":"{ a }","variables":null,"n":1.50}}',
    );
  });

  it('sends variables, also as a hash behind it', () => {
    const { shop } = shopThatEchoes();
    const context = { h: { id: 'gid://x/1', n: null }, o: { variables: { b: [true] } } };

    expect(printedWith('{{ "{ a }" | shopify: variables: h | json }}', shop, context)).toContain(
      '"variables":{"id":"gid://x/1","n":null}',
    );
    expect(printedWith('{{ "{ a }" | shopify: o | json }}', shop, context)).toContain(
      '"variables":{"b":[true]}',
    );
    expect(printedWith('{{ "{ a }" | shopify: variables: 1 }}', shop)).toBe(
      'liquid_render: shopify: variables must be a hash',
    );
  });

  it.each(['mutation { x }', '{ a } mutation { x }', 'subscription { x }', '', '{'])(
    'does not send %j',
    (query) => {
      const { shop, waits } = shopThatEchoes();

      expect(printedWith('{{ q | shopify }}', shop, { q: query })).toMatch(
        /^liquid_render: shopify: /,
      );
      expect(waits).toEqual([]);
    },
  );

  it('makes no call in a preview', () => {
    const { shop, waits } = shopThatEchoes();

    expect(printedWith('{{ "{ a }" | shopify }}', shop, { event: { preview: true } })).toBe('');
    expect(waits).toEqual([]);
  });

  it('fails with what the shop could not do, where the script stands', () => {
    const shop: ShopReader = {
      ...shopThatEchoes().shop,
      query: () => {
        throw new LiquidRunError('rate_limited', 'busy');
      },
    };

    expect(renderTextInThisThread('x\n {{ "{ a }" | shopify }}', { shop })).toEqual({
      ok: false,
      error: { code: 'rate_limited', message: 'busy', line: 2, column: 2 },
    });
  });
});

describe('what a script waits for a shop', () => {
  const shopThatTakes = (ms: number, clock: { nowMs: number }) => {
    const waits: number[] = [];
    const shop: ShopReader = {
      query: (_query, _variables, timeoutMs) => {
        waits.push(timeoutMs);
        clock.nowMs += ms;
        return '{}';
      },
      objectsAt: () => '',
    };
    return { shop, waits };
  };
  const template = '{% for i in (1..9) %}{% assign r = "{ a }" | shopify %}{% endfor %}done';

  it('is no rendering, but has a limit of its own over all of the run', () => {
    const clock = { nowMs: 0 };
    const { shop, waits } = shopThatTakes(40, clock);
    const now = (): number => clock.nowMs;

    const within = renderTextInThisThread(template, {
      shop,
      now,
      limits: { timeMs: 10, waitMs: 400 },
    });
    expect(within).toEqual({ ok: true, text: 'done' });
    expect(waits.slice(0, 3)).toEqual([400, 360, 320]);

    const beyond = renderTextInThisThread(template, {
      shop,
      now,
      limits: { timeMs: 10, waitMs: 100 },
    });
    expect(beyond).toMatchObject({ ok: false, error: { code: 'time_limit' } });
    expect(waits.slice(9)).toEqual([100, 60, 20]);
  });
});
