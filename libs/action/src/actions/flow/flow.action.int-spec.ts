import { GivenConnections } from '@millwright/connection/testing';
import { OutboundHttp } from '@millwright/net';
import { leakCheck } from '@millwright/testing';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { startTestShop, type TestShop } from '../../testing/shop/start-test-shop.ts';
import { flow } from './flow.action.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let shop: TestShop;

beforeEach(async () => {
  shop = await startTestShop();
});
afterEach(() => shop.close());
afterAll(async () => {
  await net.close();
  await nothingLeft();
});

const contextWith = (fields = {}) =>
  contextOf({ net, connections: new GivenConnections(shop.connection(fields)) });

actionConformance(flow, {
  open: async () => ({ context: contextWith() }),
  valid: () => ['{}', '{"customer_id":"12"}', '{"user_boolean":"true","user_number":"1.5"}'],
  refused: [
    { options: '1', path: 'options' },
    { options: '{"customer_id":"gid://shopify/Customer/12"}', path: 'options.customer_id' },
    { options: '{"order_id":"#1001"}', path: 'options.order_id' },
    { options: '{"product_id":1.5}', path: 'options.product_id' },
    { options: '{"customer_id":1,"order_id":2}', path: 'options.order_id' },
    { options: '{"user_number":"many"}', path: 'options.user_number' },
    { options: '{"user_boolean":"perhaps"}', path: 'options.user_boolean' },
  ],
});

describe('the flow action', () => {
  const sent = async (options: string, fields = {}): Promise<string> => {
    expect(await performAction('flow', options, contextWith(fields))).toMatchObject({ ok: true });
    const { body } = shop.requests.at(-1)!;
    return /"variables":(.*)\}$/.exec(body.toString())![1]!;
  };
  const usual =
    '"user_boolean":false,"user_email":"hey@mechanic.invalid","user_number":0,"user_string":"",' +
    '"user_url":"https://mechanic.invalid/"';

  it('tells the general trigger when no resource is given, and always sends every user value', async () => {
    expect(await sent('{}')).toBe(`{"handle":"mechanic-general","payload":{${usual}}}`);
  });

  it.each(['customer', 'product', 'order'])('tells the trigger of a %s', async (name) => {
    const id = '9223372036854775807';
    const handle = `own-${name}`;

    expect(await sent(`{"${name}_id":${id}}`, { [`flow_trigger_${name}`]: handle })).toBe(
      `{"handle":"${handle}","payload":{"${name}_id":${id},${usual}}}`,
    );
  });

  it('gives the answer of Shopify as its result', async () => {
    const userErrors = [{ field: null, message: 'Flow is not installed' }];
    shop.answers = () => ({ data: { flowTriggerReceive: { userErrors } } });

    const outcome = await performAction('flow', '{}', contextWith());

    expect(JSON.parse((outcome as { result: string }).result)).toMatchObject({
      data: { flowTriggerReceive: { userErrors } },
    });
  });

  it('says who misses the Connection', async () => {
    const context = contextOf({ net, connections: new GivenConnections() });

    expect(await performAction('flow', '{}', context)).toMatchObject({
      error: { message: 'the flow action needs a Connection of type shopify' },
    });
  });
});
