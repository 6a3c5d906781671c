import { GivenConnections } from '@millwright/connection/testing';
import { stringifyJson } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { leakCheck } from '@millwright/testing';
import type { ActionOutcome, TransactionContext } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import type { BegunBulkOperation } from '../../ports/index.ts';
import { ShopBudgets } from '../../shopify/shop-budgets.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { startTestShop, type TestShop } from '../../testing/shop/start-test-shop.ts';
import { shopify } from './shopify.action.ts';
import { shopifyTest } from './test-connection.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let shop: TestShop;
let connections: GivenConnections;
let shops: ShopBudgets;
let watched: BegunBulkOperation[];

beforeEach(async () => {
  shop = await startTestShop();
  connections = new GivenConnections(shop.connection());
  shops = new ShopBudgets();
  watched = [];
});
afterEach(() => shop.close());
afterAll(async () => {
  await net.close();
  await nothingLeft();
});

const contextWith = (over: Partial<TransactionContext> = {}): TransactionContext =>
  contextOf({
    ...{ net, connections, shops, clock: { now: () => Date.now() } },
    bulkOperations: { watch: async (begun) => void watched.push(begun) },
    ...over,
  });

const perform = (
  options: unknown,
  over: Partial<TransactionContext> = {},
): Promise<ActionOutcome> => performAction('shopify', JSON.stringify(options), contextWith(over));

actionConformance(shopify, {
  open: async () => ({ context: contextWith() }),
  valid: () => [
    '"{ shop { name } }"',
    '{"query":"query ($n: Int) { shop { name } }","variables":{"n":1}}',
    '["get","/admin/shop.json"]',
    '["post","/admin/customers/1/send_invite",{}]',
    '["create","draft_order",{"note":"x"}]',
    '["delete",["page",1]]',
  ],
  refused: [
    { options: 'null', path: 'options' },
    { options: '" "', path: 'options' },
    { options: '{}', path: 'options.query' },
    { options: '{"query":1}', path: 'options.query' },
    { options: '{"query":"{a}","variables":[1]}', path: 'options.variables' },
    { options: '[]', path: 'options[0]' },
    { options: '["fetch","/admin/shop.json"]', path: 'options[0]' },
    { options: '["get","shop.json"]', path: 'options[1]' },
    { options: '["get","/shop.json"]', path: 'options[1]' },
    { options: '["get","//evil.example/admin/shop.json"]', path: 'options[1]' },
    { options: '["get","/admin/../etc.json"]', path: 'options[1]' },
    { options: '["get","/admin/%2e%2e/etc.json"]', path: 'options[1]' },
    { options: '["get","/admin/orders.json",{"a":1}]', path: 'options[2]' },
    { options: '["post","/admin/orders.json","x"]', path: 'options[2]' },
    { options: '["post","/admin/orders.json",{},1]', path: 'options' },
    { options: '["create","refund",{}]', path: 'options[1]' },
    { options: '["create","customer"]', path: 'options[2]' },
    { options: '["create",["customer",1],{}]', path: 'options[1]' },
    { options: '["update","customer",{}]', path: 'options[1]' },
    { options: '["update",["customer","1/2"],{}]', path: 'options[1]' },
    { options: '["delete",[1,1]]', path: 'options[1][0]' },
  ],
});

describe('the shopify action with GraphQL', () => {
  it('sends query, variables and token to the version of the Connection', async () => {
    const outcome = await perform({ query: 'query ($n: Int) { a }', variables: { n: 1.0 } });

    expect(outcome).toMatchObject({ ok: true });
    const [request] = shop.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/admin/api/2026-10/graphql.json' });
    expect(request!.headers).toMatchObject({
      'x-shopify-access-token': shop.token,
      'content-type': 'application/json',
    });
    expect(JSON.parse(request!.body.toString())).toEqual({
      query: 'query ($n: Int) { a }',
      variables: { n: 1 },
    });
  });

  it('keeps the digits of variables and of the answer', async () => {
    shop.instead = () => ({ status: 200, body: '{"data": {"n": 12345678901234567890.10}}' });
    const options = '{"query":"query ($n: Int) { a }","variables":{"n":98765432109876543210}}';

    const outcome = await performAction('shopify', options, contextWith());

    expect(shop.requests[0]!.body.toString()).toContain('"variables":{"n":98765432109876543210}');
    expect(outcome).toMatchObject({ result: '{"data":{"n":12345678901234567890.10}}' });
  });

  it('asks for the version of the task, where it has one', async () => {
    await perform('{ shop { name } }', { shopifyApiVersion: '2025-01' });
    expect(shop.requests[0]!.url).toBe('/admin/api/2025-01/graphql.json');

    expect(await perform('{ a }', { shopifyApiVersion: '../x' })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'invalid_options' },
    });
  });

  it('succeeds with userErrors: they are data', async () => {
    const userErrors = [{ field: ['id'], message: 'Customer not found' }];
    shop.answers = () => ({ data: { tagsAdd: { userErrors } } });

    const outcome = await perform('mutation { tagsAdd { userErrors { message } } }');

    expect(outcome).toMatchObject({ ok: true });
    expect(JSON.parse((outcome as { result: string }).result)).toMatchObject({
      data: { tagsAdd: { userErrors } },
      extensions: { cost: { requestedQueryCost: 1 } },
    });
  });

  it('fails with top-level errors, and keeps the answer', async () => {
    const message = "Field 'x' doesn't exist on type 'QueryRoot'";
    shop.answers = () => ({ errors: [{ message, extensions: { code: 'undefinedField' } }] });

    const outcome = await perform('{ x }');

    expect(outcome).toMatchObject({
      ok: false,
      retry: false,
      error: {
        code: 'remote_rejected',
        message: `mill.myshopify.com answered: ${message}`,
      },
    });
    const { error, result } = outcome as Extract<ActionOutcome, { ok: false }>;
    expect(stringifyJson(error.details)).toBe(
      JSON.stringify({ errors: [{ message, code: 'undefinedField' }] }),
    );
    expect(result).toContain('undefinedField');
  });

  it('waits as long as the bucket needs when it is throttled', async () => {
    shop = await reopened({ points: { maximum: 100, restoreRate: 10 } });
    await perform('{ products(first: 90) { id } }', { shops: new ShopBudgets() });

    const outcome = await perform('{ orders(first: 59) { id } }');

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'rate_limited' } });
    const { retryAfterMs = 0, uncounted } = outcome as {
      retryAfterMs?: number;
      uncounted?: boolean;
    };
    expect(uncounted).toBeUndefined();
    expect(retryAfterMs).toBeGreaterThan(4_500);
    expect(retryAfterMs).toBeLessThanOrEqual(5_100);
  });

  it('puts calls off, one behind the other, while the budget of the shop is known to be used up', async () => {
    shop = await reopened({ points: { maximum: 100, restoreRate: 10 } });
    const query = '{ products(first: 49) { id } }';
    await perform(query);
    await perform(query);
    const asked = shop.requests.length;

    const [first, second] = [await perform(query), await perform(query)];

    expect(shop.requests).toHaveLength(asked);
    expect(first).toMatchObject({ ok: false, uncounted: true, error: { code: 'rate_limited' } });
    const waits = [first, second].map(
      (outcome) => (outcome as { retryAfterMs: number }).retryAfterMs,
    );
    expect(waits[0]).toBeGreaterThan(4_000);
    expect(waits[1]! - waits[0]!).toBeGreaterThan(4_500);
  });

  it('makes a call that comes back in its turn, though others were put off behind it', async () => {
    shop = await reopened({ points: { maximum: 100, restoreRate: 0.1 } });
    const query = '{ products(first: 49) { id } }';
    await perform(query);
    await perform(query);
    const [run, other] = [contextWith(), contextWith()];
    const at = (nowMs: number, context = run): Promise<ActionOutcome> =>
      performAction('shopify', JSON.stringify(query), { ...context, clock: { now: () => nowMs } });
    const now = Date.now();
    const first = (await at(now)) as { retryAfterMs: number };
    expect(await at(now, other)).toMatchObject({ uncounted: true });
    const asked = shop.requests.length;

    expect(await at(now + 1_000)).toMatchObject({ uncounted: true });
    await at(now + first.retryAfterMs);

    expect(shop.requests).toHaveLength(asked + 1);
  });
});

describe('the shopify action with REST', () => {
  it.each([
    [['get', '/admin/orders.json?status=any'], 'GET /admin/api/2026-10/orders.json?status=any', ''],
    [
      ['POST', '/admin/customers/1/send_invite', { a: 1 }],
      'POST /admin/api/2026-10/customers/1/send_invite.json',
      '{"a":1}',
    ],
    [['put', '/admin/api/2024-01/x.json', {}], 'PUT /admin/api/2024-01/x.json', '{}'],
    [['get', '/admin/oauth/access_scopes'], 'GET /admin/oauth/access_scopes.json', ''],
    [['delete', '/admin/pages/1/'], 'DELETE /admin/api/2026-10/pages/1.json', ''],
    [
      ['create', 'country', { code: 'DE' }],
      'POST /admin/api/2026-10/countries.json',
      '{"country":{"code":"DE"}}',
    ],
    [
      ['update', ['customer', '7'], { note: 'x' }],
      'PUT /admin/api/2026-10/customers/7.json',
      '{"customer":{"note":"x"}}',
    ],
    [['delete', ['page', 7]], 'DELETE /admin/api/2026-10/pages/7.json', ''],
  ])('makes of %j the call %s', async (options, line, body) => {
    expect(await perform(options)).toEqual({ ok: true, result: '{"ok":true}' });

    const [request] = shop.requests;
    expect(`${request!.method} ${request!.url}`).toBe(line);
    expect(request!.body.toString()).toBe(body);
  });

  it('leaves a shop alone until the time that it named', async () => {
    shop = await reopened({ calls: { maximum: 1, restoreRate: 0.01 } });
    await perform(['get', '/admin/shop.json']);

    const limited = await perform(['get', '/admin/shop.json']);
    const asked = shop.requests.length;
    const putOff = await perform(['get', '/admin/shop.json']);

    expect(limited).toMatchObject({
      retry: true,
      retryAfterMs: 2_000,
      error: { code: 'rate_limited' },
    });
    expect(putOff).toMatchObject({ retry: true, uncounted: true, error: { code: 'rate_limited' } });
    expect(shop.requests).toHaveLength(asked);
  });

  it('has null for an empty body, and text for what is no JSON', async () => {
    shop.rest = () => ({ status: 200, body: '' });
    expect(await perform(['get', '/admin/shop.json'])).toEqual({ ok: true, result: 'null' });

    shop.rest = () => ({ status: 200, body: 'ok' });
    expect(await perform(['get', '/admin/shop.json'])).toEqual({ ok: true, result: '"ok"' });
  });
});

describe('a shop that refuses', () => {
  it.each([
    [401, 'connection_rejected', false],
    [402, 'remote_rejected', false],
    [403, 'remote_rejected', false],
    [404, 'remote_rejected', false],
    [302, 'remote_rejected', false],
    [422, 'remote_rejected', false],
    [500, 'remote_unavailable', true],
    [503, 'remote_unavailable', true],
  ])('with %d fails the action as %s', async (status, code, retry) => {
    shop.instead = () => ({
      status,
      headers: { location: 'https://elsewhere.example/' },
      body: '{"errors":{"base":["is frozen"]}}',
    });

    for (const options of ['{ a }', ['get', '/admin/shop.json']]) {
      const outcome = await perform(options);
      expect(outcome).toMatchObject({ ok: false, retry, error: { code } });
      expect(outcome).toMatchObject({ error: { message: expect.stringContaining('is frozen') } });
    }
    expect(shop.requests).toHaveLength(2);
  });

  it('is named by its Connection when it does not take the token', async () => {
    connections = new GivenConnections(shop.connection({ access_token: 'shpat_of_yesterday' }));

    const outcome = await perform('{ a }');

    expect(outcome).toMatchObject({ ok: false, error: { code: 'connection_rejected' } });
    expect(JSON.stringify(outcome)).toContain('the Connection \\"mill\\"');
    expect(JSON.stringify(outcome)).not.toContain('shpat_of_yesterday');
  });

  it('is told its token by no answer that repeats it', async () => {
    shop.instead = () => ({ status: 200, body: JSON.stringify({ data: { echo: shop.token } }) });
    expect(await perform('{ a }')).toEqual({
      ok: true,
      result: '{"data":{"echo":"[secret access_token]"}}',
    });

    shop.instead = () => ({ status: 403, body: JSON.stringify({ errors: `no ${shop.token}` }) });
    expect(JSON.stringify(await perform('{ a }'))).not.toContain(shop.token);
  });

  it('by what is no JSON is a wrong address', async () => {
    shop.instead = () => ({ status: 200, body: '<html>' });

    expect(await perform('{ a }')).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'remote_rejected', message: expect.stringContaining('check shop_domain') },
    });
  });

  it('is not there without a Connection', async () => {
    expect(await perform('{ a }', { connections: new GivenConnections() })).toMatchObject({
      ok: false,
      retry: false,
      error: {
        code: 'connection_missing',
        message: 'the shopify action needs a Connection of type shopify',
      },
    });
  });
});

describe('a mutation that begins a bulk operation', () => {
  const mutation = 'mutation { bulkOperationRunQuery(query: "x") { bulkOperation { id } } }';

  it('has its end watched', async () => {
    const context = contextWith();

    const outcome = await performAction('shopify', JSON.stringify(mutation), context);

    expect(outcome).toMatchObject({ ok: true });
    const { workspaceId, eventId, taskId, actionRunId } = context;
    expect(watched).toEqual([
      {
        ...{ workspaceId, eventId, taskId, actionRunId, apiVersion: '2026-10' },
        operationId: 'gid://shopify/BulkOperation/720918',
        connection: { id: expect.any(String), name: 'mill' },
      },
    ]);
  });

  it('has its end watched though another part of the mutation failed', async () => {
    const id = 'gid://shopify/BulkOperation/720918';
    shop.answers = () => ({
      data: { bulkOperationRunQuery: { bulkOperation: { id } }, tagsAdd: null },
      errors: [{ message: 'Internal error', path: ['tagsAdd'] }],
    });

    expect(await perform(mutation)).toMatchObject({
      ok: false,
      error: { code: 'remote_rejected' },
    });
    expect(watched).toMatchObject([{ operationId: id }]);
  });

  it.each([
    ['CREATED', 1],
    ['RUNNING', 1],
    ['CANCELING', 1],
    ['COMPLETED', 0],
    ['CANCELED', 0],
    ['FAILED', 0],
    ['EXPIRED', 0],
  ])('has its end watched where it is still to come: %s', async (status, times) => {
    const id = 'gid://shopify/BulkOperation/1';
    shop.answers = () => ({ data: { bulkOperationCancel: { bulkOperation: { id, status } } } });

    expect(await perform(mutation)).toMatchObject({ ok: true });
    expect(watched).toHaveLength(times);
  });

  it('is warned of when it does not ask for the id', async () => {
    shop.answers = () => ({
      data: { bulkOperationRunQuery: { bulkOperation: { status: 'CREATED' } } },
    });

    expect(await perform(mutation)).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('ask for bulkOperation { id }')],
    });
    expect(watched).toEqual([]);
  });

  it('is warned of when it also fails', async () => {
    shop.answers = () => ({
      data: { bulkOperationRunQuery: { bulkOperation: { status: 'CREATED' } } },
      errors: [{ message: 'Internal error' }],
    });

    expect(await perform(mutation)).toMatchObject({
      ok: false,
      warnings: [expect.stringContaining('ask for bulkOperation { id }')],
    });
  });
});

describe('the test of a Connection', () => {
  const test = (over = {}): Promise<string> =>
    new GivenConnections(shop.connection(over))
      .open('', { types: ['shopify'], asker: 'the test' })
      .then((connection) => shopifyTest(connection, contextWith()));

  it('tells the name of the shop', async () => {
    expect(await test()).toBe('speaks for the shop Mill & Co');
  });

  it('says what the shop has against it', async () => {
    await expect(test({ access_token: 'shpat_wrong' })).rejects.toMatchObject({
      code: 'connection_rejected',
    });
    shop.answers = () => ({ errors: [{ message: 'Access denied for shop field.' }] });
    await expect(test()).rejects.toThrow('Access denied for shop field.');
  });
});

async function reopened(options: Parameters<typeof startTestShop>[0]): Promise<TestShop> {
  await shop.close();
  const other = await startTestShop(options);
  connections = new GivenConnections(other.connection());
  return other;
}
