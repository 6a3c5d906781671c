import { startHttpPeer, until, type HttpPeer, type ReceivedRequest } from '@millwright/testing';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { Endpoints } from '../client/endpoints.ts';
import { Mill } from '../client/mill.ts';
import { sharedSystem } from '../system/shared-system.ts';
import { PEER_HOST, type System } from '../system/system.ts';

/** What a receiver answers with, by path; 204 unless a test says otherwise. */
type Answers = Map<string, (request: ReceivedRequest) => number>;

describe('outgoing webhooks', () => {
  let system: System;
  let mill: Mill;
  let endpoints: Endpoints;
  let peer: HttpPeer;
  const answers: Answers = new Map();
  let paths = 0;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    endpoints = new Endpoints(mill.api);
    peer = await startHttpPeer((request) => answers.get(request.url)?.(request) ?? 204, PEER_HOST);
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });

  /** A path of the receiver that no other test uses. */
  const path = (answer?: (request: ReceivedRequest) => number): string => {
    paths += 1;
    if (answer) answers.set(`/${paths}`, answer);
    return `/${paths}`;
  };
  const sentTo = (at: string): ReceivedRequest[] => peer.requests.filter(({ url }) => url === at);
  const publish = async (topic: string, data: unknown): Promise<string> => {
    const body = typeof data === 'string' ? data : JSON.stringify(data);
    const text = `{"topic":${JSON.stringify(topic)},"data":${body}}`;
    return (await mill.api.write<{ id: string }>('POST', '/events', text)).id;
  };
  const headersOf = ({ headers }: ReceivedRequest): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

  it.each(['standard', 'cloudevents', 'raw'])(
    'in the format %s are accepted by the published libraries, digit for digit',
    async (format) => {
      const at = path();
      const topic = mill.topic();
      const { id, secret } = await endpoints.make(`${peer.url}${at}`, topic, { format });

      await publish(topic, '{"total":1.0,"id":12345678901234567890}');
      await endpoints.delivered(id, 1);

      const [request] = sentTo(at);
      const text = request!.body.toString();
      expect(text).toContain('"total":1.0,"id":12345678901234567890');
      const sent = headersOf(request!);
      expect(() => new StandardWebhook(secret).verify(text, sent)).not.toThrow();
      expect(() => new SvixWebhook(secret).verify(text, sent)).not.toThrow();
      expect(() => new StandardWebhook(secret).verify(`${text} `, sent)).toThrow();
    },
  );

  it('come from a webhook that came in, and are among what its event says', async () => {
    const at = path();
    const topic = mill.topic();
    const { id } = await endpoints.make(`${peer.url}${at}`, topic);
    const requestId = await mill.postJson(await mill.webhook(topic), '{"n":1}');

    const [delivery] = await endpoints.delivered(id, 1);

    const event = await mill.eventOf(requestId);
    const { deliveries } = await mill.api.get<{ deliveries: unknown[] }>(`/events/${event.id}`);
    expect(deliveries).toEqual([{ id: delivery!.id, endpoint_id: id, status: 'succeeded' }]);
    expect(delivery!.event_ids).toEqual([event.id]);
  });

  it('are tried again with the same id and the same bytes', async () => {
    let asked = 0;
    const at = path(() => ((asked += 1) < 3 ? 500 : 204));
    const topic = mill.topic();
    const schedule = { retry_schedule: [0, 0, 0] };
    const { id } = await endpoints.make(`${peer.url}${at}`, topic, schedule);

    await publish(topic, { n: 1 });
    const [delivery] = await endpoints.delivered(id, 1);

    const requests = sentTo(at);
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ body }) => body.toString())).size).toBe(1);
    expect(new Set(requests.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([delivery!.id]),
    );
    const attempts = await endpoints.attempts(delivery!.id);
    expect(
      attempts.map(({ number, status_code, error }) => [number, status_code, error?.code]),
    ).toEqual([
      [1, 500, 'http_status'],
      [2, 500, 'http_status'],
      [3, 204, undefined],
    ]);
  });

  it('fail when the schedule is used up, and can be replayed', async () => {
    let isUp = false;
    const at = path(() => (isUp ? 204 : 503));
    const topic = mill.topic();
    const { id } = await endpoints.make(`${peer.url}${at}`, topic, { retry_schedule: [0] });
    await publish(topic, { n: 1 });
    const [failed] = await endpoints.deliveriesWhen(id, ([one]) => one?.status === 'failed');
    expect(failed!.error?.code).toBe('http_status');

    isUp = true;
    await mill.api.write('POST', `/deliveries/${failed!.id}/replay`, {});
    await endpoints.delivered(id, 1);

    const attempts = await endpoints.attempts(failed!.id);
    expect(attempts.map(({ number, manual }) => [number, manual])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it('stop when the receiver says that it is gone, with one notice', async () => {
    const at = path(() => 410);
    const notices = path();
    const topic = mill.topic();
    const listener = await endpoints.make(`${peer.url}${notices}`, 'millwright/endpoint/disabled');
    const { id } = await endpoints.make(`${peer.url}${at}`, topic);

    await publish(topic, { n: 1 });
    await until(async () => (await endpoints.get(id)).disabled_reason === 'gone', {
      what: 'the endpoint to be disabled',
    });

    const mine = (): ReceivedRequest[] =>
      sentTo(notices).filter(({ body }) => body.toString().includes(id));
    await until(() => mine().length > 0, { what: 'the notice' });
    expect(mine()).toHaveLength(1);
    expect(sentTo(at)).toHaveLength(1);
    await endpoints.change(listener.id, { enabled: false });
  });

  it('wait behind an open circuit, and go out when a probe finds the receiver back', async () => {
    const at = path(() => 500);
    const topic = mill.topic();
    const fields = { retry_schedule: Array(20).fill(0) as number[], concurrency: 1 };
    const { id } = await endpoints.make(`${peer.url}${at}`, topic, fields);

    await publish(topic, { n: 1 });
    const open = await endpoints.deliveriesWhen(id, ([one]) => one?.waiting_for === 'circuit');

    expect(open[0]).toMatchObject({ status: 'unscheduled', attempts: 10 });
    expect((await endpoints.get(id)).health).toMatchObject({
      state: 'circuit_open',
      consecutive_failures: 10,
    });
    answers.set(at, () => 204);
    await mill.api.write('POST', `/deliveries/${open[0]!.id}/replay`, {});
    await endpoints.delivered(id, 1);
    expect((await endpoints.get(id)).health).toMatchObject({
      state: 'healthy',
      consecutive_failures: 0,
    });
  });

  it('keep the order of events by key, whatever fails on the way', async () => {
    let asked = 0;
    const at = path(() => ((asked += 1) % 3 === 0 ? 500 : 204));
    const topic = mill.topic();
    const { id } = await endpoints.make(`${peer.url}${at}`, topic, {
      ordering: 'fifo',
      ordering_key: 'data.key',
      format: 'raw',
      retry_schedule: Array(10).fill(0) as number[],
    });
    const webhook = await mill.webhook(topic);
    for (let n = 0; n < 60; n += 1) {
      await mill.postJson(webhook, JSON.stringify({ key: `k${n % 5}`, n }));
    }

    await endpoints.delivered(id, 60);

    const accepted = new Map<string, number[]>();
    const seen = new Set<string>();
    for (const { body } of sentTo(at)) {
      const text = body.toString();
      const { key, n } = JSON.parse(text) as { key: string; n: number };
      if (!seen.has(text)) accepted.set(key, [...(accepted.get(key) ?? []), n]);
      seen.add(text);
    }
    for (const numbers of accepted.values()) {
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(seen.size).toBe(60);
  });

  it('go out together in batches, by the events’ order, when they are flushed', async () => {
    const at = path();
    const topic = mill.topic();
    const { id } = await endpoints.make(`${peer.url}${at}`, topic, {
      mode: 'batched',
      batch_limit: 2,
      batch_interval_s: 3_600,
      format: 'mautic',
      secret: 'mySecret',
    });
    for (const n of [1, 2, 3]) await publish(topic, { n });

    const flushed = { items: 0 };
    await until(
      async () => {
        const { items } = await endpoints.tell<{ items: number }>(id, 'flush');
        flushed.items += items;
        return flushed.items === 3;
      },
      { what: 'three items' },
    );
    await endpoints.deliveriesWhen(
      id,
      (all) => all.length > 0 && all.every(({ status }) => status === 'succeeded'),
    );

    const numbers = sentTo(at).flatMap(({ body }) =>
      (JSON.parse(body.toString()) as Record<string, { n: number }[]>)[topic]!.map(({ n }) => n),
    );
    expect(numbers).toEqual([1, 2, 3]);
  });

  it('of a disabled endpoint are made good by recovering what is missing, once', async () => {
    const at = path();
    const topic = mill.topic();
    const since = new Date(Date.now() - 60_000).toISOString();
    const { id } = await endpoints.make(`${peer.url}${at}`, topic);
    await endpoints.change(id, { enabled: false });
    const ids = [await publish(topic, { n: 1 }), await publish(topic, { n: 2 })];
    for (const eventId of ids) await mill.finishedEvent(eventId);
    await endpoints.change(id, { enabled: true });

    const counted = await endpoints.tell(id, 'recover', { since, kind: 'missing', dry_run: true });
    expect(counted).toMatchObject({ missing: 2 });
    expect(await endpoints.deliveries(id)).toEqual([]);
    await endpoints.tell(id, 'recover', { since, kind: 'missing' });
    await endpoints.tell(id, 'recover', { since, kind: 'missing' });

    const delivered = await endpoints.delivered(id, 2);
    expect(delivered.flatMap(({ event_ids }) => event_ids)).toEqual(ids);
    expect(sentTo(at)).toHaveLength(2);
  });

  it('can be tried out, also before an endpoint is stored, and seen without being sent', async () => {
    const at = path(() => 500);
    const topic = mill.topic();
    const { id } = await endpoints.make(`${peer.url}${at}`, topic);

    const tested = await endpoints.tell(id, 'test', { data: { n: 1 } });
    const shown = await endpoints.tell<{ request: { headers: Record<string, string> } }>(
      id,
      'test',
      { dry_run: true },
    );
    const unsaved = await mill.api.send('POST', '/endpoints/test', {
      name: 'Unsaved',
      url: 'http://localhost/hook',
      topics: [topic],
    });

    expect(tested).toMatchObject({ ok: false, attempt: { status_code: 500 } });
    expect(Object.keys(shown.request.headers).map((name) => name.toLowerCase())).toContain(
      'webhook-signature',
    );
    expect(sentTo(at)).toHaveLength(1);
    expect(sentTo(at)[0]!.headers['x-millwright-test']).toBe('true');
    expect((await endpoints.get(id)).health).toMatchObject({
      state: 'healthy',
      consecutive_failures: 0,
    });
    expect(unsaved.status).toBe(422);
    expect(unsaved.text).toContain('Access to private addresses is not allowed.');
  });

  it('are shown to the owner of an endpoint by a link, and nothing else is', async () => {
    const topic = mill.topic();
    const at = path();
    const { id } = await endpoints.make(`${peer.url}${at}`, topic);
    const other = await endpoints.make(`${peer.url}${path()}`, topic);
    await publish(topic, { n: 1 });
    const [delivery] = await endpoints.delivered(id, 1);
    const { token } = await mill.api.write<{ token: string }>('POST', '/endpoints/portal-links', {
      endpoint_ids: [id],
    });
    const portal = (below: string): Promise<Response> =>
      fetch(`${system.adminUrl}/api/v1/portal${below}`, {
        headers: { authorization: `Bearer ${token}` },
      });

    const list = (await (await portal('/endpoints')).json()) as { data: { id: string }[] };

    expect(list.data.map((each) => each.id)).toEqual([id]);
    expect((await portal(`/deliveries/${delivery!.id}/attempts`)).status).toBe(200);
    expect((await portal(`/endpoints/${other.id}`)).status).toBe(404);
    const elsewhere = await fetch(`${system.adminUrl}/api/v1/workspaces/main/endpoints`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(elsewhere.status).toBe(401);
  });
});
