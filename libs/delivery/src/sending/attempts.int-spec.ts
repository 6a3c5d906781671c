import { FakeClock, startHttpPeer } from '@millwright/testing';
import { describeSending } from '../testing/sending-suite.ts';
import { claimDeliveries } from './claim/claim-deliveries.ts';
import { handBackAttempts, interruptAttempts } from './end/interrupt-attempts.ts';

describeSending('attempts of deliveries', (on) => {
  it('M5, M25: ends a delivery with one attempt that says all there is to say', async () => {
    on.answer = () => ({ status: 200, headers: { 'x-answer': 'yes' }, body: 'thanks' });
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, {
      headers: { 'X-Key': 's3cret' },
    });
    const id = await on.stage.deliver(endpointId);

    await on.asked(on.runner(), endpointId);

    const [attempt, ...others] = await on.stage.attempts(id);
    expect(others).toEqual([]);
    expect(attempt).toMatchObject({
      number: 1,
      status_code: 200,
      response_body: 'thanks',
      remote_address: '127.0.0.1',
      error_code: null,
    });
    expect(attempt!.request_headers).toMatchObject({ 'X-Key': '***', 'webhook-id': id });
    expect(attempt!.response_headers).toMatchObject({ 'x-answer': 'yes' });
    expect(await on.delivery(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(await on.queued(id)).toBeUndefined();
    expect(on.peer.requests).toHaveLength(1);
    expect(on.peer.requests[0]!.headers).toMatchObject({ 'x-key': 's3cret', 'webhook-id': id });
    expect(on.peer.requests[0]!.body.toString()).toBe('{"a":1.0}');
  });

  it('D1: has attempt and start committed before the first byte arrives', async () => {
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const id = await on.stage.deliver(endpointId);
    let seen: unknown;
    let looked: Promise<void> | undefined;
    on.answer = () => {
      looked = Promise.all([on.stage.attempts(id), on.queued(id)]).then((found) => {
        seen = found;
      });
      return 200;
    };

    await on.asked(on.runner(), endpointId);
    await looked;

    const [attempts, row] = seen as [unknown[], { state: string } | undefined];
    expect(attempts).toMatchObject([{ number: 1 }]);
    // By then its end may be committed too.
    expect(row?.state ?? 'started').toBe('started');
  });

  it('D1: repeats what a dead runner had under way: same id and bytes, another timestamp', async () => {
    const clock = new FakeClock(Date.now());
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const id = await on.stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    const asks = [{ endpointId, most: 10 }];
    // Claimed, and never heard of again.
    await claimDeliveries(on.database, asks, { holder: 'dead', now: new Date(clock.now()) });
    clock.advance(59_000);
    expect(await interruptAttempts(on.database, { lostBefore: new Date(clock.now()) })).toEqual([]);
    clock.advance(2_000);

    const freed = await interruptAttempts(on.database, { lostBefore: new Date(clock.now()) });
    expect(freed).toEqual([{ endpointId, workspaceId: on.stage.workspaceId }]);
    expect(await on.queued(id)).toMatchObject({ state: 'waiting', step: 0, attempt: 1 });
    await on.asked(on.runner({ clock }), endpointId);

    expect(await on.stage.attempts(id)).toMatchObject([
      { number: 1, error_code: 'interrupted' },
      { number: 2, error_code: null, status_code: 200 },
    ]);
    expect(on.peer.requests).toHaveLength(1);
    expect(on.peer.requests[0]!.headers).toMatchObject({
      'webhook-id': id,
      'x-millwright-attempt': '2',
    });
  });

  it('goes past circuit and pause again with a replay that was interrupted', async () => {
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const id = await on.stage.deliver(endpointId);
    await on.database.execute('update delivery_queue set is_manual = true where delivery_id = $1', [
      id,
    ]);
    await on.database.execute(
      `update endpoint_health set paused_until = now() + interval '1 hour' where endpoint_id = $1`,
      [endpointId],
    );
    await claimDeliveries(on.database, [{ endpointId, most: 1 }], { holder: 'dead', now: null });

    await interruptAttempts(on.database, { holder: 'dead' });
    await on.asked(on.runner(), endpointId);

    expect(await on.stage.attempts(id)).toMatchObject([
      { is_manual: true, error_code: 'interrupted' },
      { is_manual: true, error_code: null },
    ]);
  });

  it('hands back all that a holder has, however many', async () => {
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    await on.database.execute(
      `insert into delivery_queue (delivery_id, workspace_id, endpoint_id, state, holder, run_at, position, step)
       select id, $1, $2, 'started', 'leaving', now(), id, 1
       from (select gen_random_uuid() as id from generate_series(1, 501)) made`,
      [on.stage.workspaceId, endpointId],
    );

    await handBackAttempts(on.database, 'leaving');

    expect(
      await on.database.query(
        'select state, count(*)::integer from delivery_queue where endpoint_id = $1 group by state',
        [endpointId],
      ),
    ).toEqual([{ state: 'waiting', count: 501 }]);
  });

  it.each([301, 302, 307, 308])('D12: refuses a redirect by %i and tries again', async (status) => {
    const elsewhere = await startHttpPeer();
    on.answer = () => ({ status, headers: { location: `${elsewhere.url}/x` } });
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const id = await on.stage.deliver(endpointId);

    await on.asked(on.runner(), endpointId);

    expect(elsewhere.requests).toEqual([]);
    expect(await on.stage.attempts(id)).toMatchObject([
      { error_code: 'redirect_refused', status_code: status },
    ]);
    expect(await on.queued(id)).toMatchObject({ state: 'waiting' });
    await elsewhere.close();
  });

  it.each([200, 201, 202, 204, 299])('D13: %i is a success', async (status) => {
    on.answer = () => status;
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const id = await on.stage.deliver(endpointId);

    await on.asked(on.runner(), endpointId);

    expect(await on.delivery(id)).toMatchObject({ state: 'succeeded', last_status_code: status });
  });

  it.each([300, 400, 401, 404, 408, 500, 503])(
    'D13: %i fails and is tried again',
    async (status) => {
      on.answer = () => status;
      const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
      const id = await on.stage.deliver(endpointId);

      await on.asked(on.runner(), endpointId);

      expect(await on.delivery(id)).toMatchObject({ state: 'open', last_status_code: status });
      expect(await on.queued(id)).toMatchObject({ state: 'waiting', attempt: 1 });
    },
  );

  it('D14: keeps 20,000 bytes of an answer of 1 MiB, which changes nothing', async () => {
    on.answer = () => ({ status: 200, body: 'é'.repeat(524_288) });
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const id = await on.stage.deliver(endpointId);

    await on.asked(on.runner(), endpointId);

    expect(await on.stage.attempts(id)).toMatchObject([
      { error_code: null, is_truncated: true, response_body: 'é'.repeat(10_000) },
    ]);
  });

  it('D26: the next attempt goes to the new URL with the old bytes', async () => {
    const clock = new FakeClock(Date.now());
    on.answer = (path) => (path === '/old' ? 500 : 200);
    const endpointId = await on.stage.endpoint(`${on.peer.url}/old`);
    const id = await on.stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    const by = on.runner({ clock });
    await on.asked(by, endpointId);

    await on.database.execute(
      'update endpoints set url = $2, changed_epoch = changed_epoch + 1 where id = $1',
      [endpointId, `${on.peer.url}/new`],
    );
    clock.advance(10_000);
    await on.asked(by, endpointId);

    expect(on.peer.requests.map(({ url }) => url)).toEqual(['/old', '/new']);
    expect(on.peer.requests[1]!.body).toEqual(on.peer.requests[0]!.body);
    expect(await on.delivery(id)).toMatchObject({ state: 'succeeded' });
  });

  if (on.isEmbedded) return;

  it('D3: of many runners on one delivery one attempts it at a time', async () => {
    on.answer = () => 500;
    const clock = new FakeClock(Date.now());
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const id = await on.stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    const all = Array.from({ length: 100 }, () => on.runner({ clock }));

    await Promise.all(all.map((one) => one.ask(endpointId)));
    await Promise.all(all.map((one) => one.idle()));

    expect(await on.stage.attempts(id)).toHaveLength(1);
    expect(on.peer.requests).toHaveLength(1);
  });
});
