import { GivenConnections } from '@millwright/connection/testing';
import { newId } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, type PeerReply, startHttpPeer } from '@millwright/testing';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { reportToaster } from './report-toaster.action.ts';
import { reportToasterTest } from './test-connection.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const json = { 'content-type': 'application/json' };
let peer: HttpPeer;
let reply: PeerReply;

beforeAll(async () => {
  peer = await startHttpPeer(() => reply);
});
beforeEach(() => {
  reply = { status: 202, headers: json, body: '{"queued":1.0}' };
});
afterAll(async () => {
  await net.close();
  await peer.close();
  await nothingLeft();
});

const connections = () =>
  new GivenConnections({
    name: 'toaster',
    type: 'report_toaster',
    fields: { token: 'toast-1', base_url: `${peer.url}/api` },
  });
const context = () => contextOf({ net, connections: connections() });

actionConformance(reportToaster, {
  open: () => Promise.resolve({ context: context() }),
  valid: () => [
    '{"operation":"report","reports":[{"id":"r1","file":{"format":"csv"},"meta":[1]}]}',
    '{"operation":"report","batch":[{"id":7,"file":null}],"account":"toaster"}',
    '{"operation":"update","Order":[{"id":"1","shipping_cost":null,"transaction_fees":"1.20"}]}',
  ],
  refused: [
    { options: '{}', path: 'options.operation' },
    { options: '{"operation":"delete"}', path: 'options.operation' },
    { options: '{"operation":"toString"}', path: 'options.operation' },
    { options: '{"operation":"report"}', path: 'options.reports' },
    { options: '{"operation":"report","reports":[],"batch":[]}', path: 'options.reports' },
    { options: '{"operation":"report","reports":{}}', path: 'options.reports' },
    { options: '{"operation":"report","reports":[{}]}', path: 'options.reports[0].id' },
    { options: '{"operation":"report","batch":[{"id":""}]}', path: 'options.batch[0].id' },
    {
      options: '{"operation":"report","reports":[{"id":1,"file":{"format":"xlsx"}}]}',
      path: 'options.reports[0].file.format',
    },
    {
      options:
        '{"operation":"report","reports":[{"id":1,"file":{"format":"csv","include_headers":1}}]}',
      path: 'options.reports[0].file.include_headers',
    },
    { options: '{"operation":"update"}', path: 'options.Order' },
    {
      options: '{"operation":"update","Order":[{"id":1,"shipping_cost":"much"}]}',
      path: 'options.Order[0].shipping_cost',
    },
  ],
  secret: () => ({ options: '{"operation":"update","Order":[]}', secret: 'toast-1' }),
});

describe('what Report Toaster is sent', () => {
  it('are the options as JSON, with the token and the run’s id', async () => {
    const own = context();
    const options =
      '{"account":"toaster","operation":"report","reports":[{"id":1.0,"file":{"format":"csv","include_headers":"true"},"meta":{"b":1,"a":2}}]}';

    const outcome = await performAction('report_toaster', options, own);

    expect(outcome).toEqual({ ok: true, result: '{"status":202,"body":{"queued":1.0}}' });
    const { method, url, headers, body } = peer.requests.at(-1)!;
    expect([method, url]).toEqual(['POST', '/api/']);
    expect(headers).toMatchObject({
      authorization: 'Bearer toast-1',
      'content-type': 'application/json',
      'idempotency-key': own.actionRunId,
    });
    expect(body.toString()).toBe(
      '{"operation":"report","reports":[{"id":1.0,"file":{"format":"csv","include_headers":true},"meta":{"b":1,"a":2}}]}',
    );
  });

  it('has null where something is to be cleared', async () => {
    const options = '{"operation":"update","Order":[{"id":"1","shipping_cost":null}]}';

    await performAction('report_toaster', options, context());

    expect(peer.requests.at(-1)!.body.toString()).toBe(options);
  });

  it('has nothing of another operation, which is a warning', async () => {
    const outcome = await performAction(
      'report_toaster',
      '{"operation":"update","Order":[],"batch":[]}',
      context(),
    );

    expect(outcome.warnings).toEqual(['options.batch: not for update, ignored']);
    expect(peer.requests.at(-1)!.body.toString()).toBe('{"operation":"update","Order":[]}');
  });
});

it.each([
  [401, 'connection_rejected', false],
  [404, 'remote_rejected', false],
  [429, 'rate_limited', true],
  [503, 'remote_unavailable', true],
])('an answer of %i is a failure that keeps it', async (status, code, retry) => {
  reply = { status, headers: { ...json, 'retry-after': '5' }, body: '{"why":"toast-1"}' };

  const outcome = await performAction(
    'report_toaster',
    '{"operation":"update","Order":[]}',
    context(),
  );

  expect(outcome).toMatchObject({ ok: false, retry, error: { code } });
  expect(!outcome.ok && outcome.result).toBe(
    `{"status":${status},"body":{"why":"[secret token]"}}`,
  );
  expect(!outcome.ok && outcome.retryAfterMs).toBe(retry ? 5_000 : undefined);
});

describe('a test of a Report Toaster Connection', () => {
  const test = async (): Promise<string> => {
    const wanted = { types: ['report_toaster'], asker: 'the test' } as const;
    return reportToasterTest(await connections().open(newId(), wanted), context());
  };

  it('says that the token was not refused', async () => {
    reply = 405;

    expect(await test()).toBe(`127.0.0.1:${peer.port} answered 405, and did not refuse the token`);
    expect(peer.requests.at(-1)).toMatchObject({ method: 'GET', url: '/api/' });
  });

  it('fails when it was', async () => {
    reply = 403;

    await expect(test()).rejects.toMatchObject({ code: 'connection_rejected' });
  });
});
