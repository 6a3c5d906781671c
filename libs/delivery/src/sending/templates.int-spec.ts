import { FakeClock } from '@millwright/testing';
import { describeSending } from '../testing/sending-suite.ts';

describeSending('bodies that a template renders', (on) => {
  it('D23: fails what a template makes too large, without a request', async () => {
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, { transformation: '"x"' });
    const eventId = await on.storedEvent();
    const id = await on.stage.deliver(endpointId, { body: null, eventId });
    const liquid = {
      renderText: () => Promise.resolve({ ok: true as const, text: `"${'x'.repeat(200)}"` }),
    };

    await on.asked(on.runner({ liquid, maxBodyBytes: 100 }), endpointId);

    expect(await on.delivery(id)).toMatchObject({
      state: 'failed',
      error_code: 'payload_too_large',
    });
    expect(on.peer.requests).toEqual([]);
  });

  it('renders a template once: the attempts after it send the same bytes', async () => {
    const clock = new FakeClock(Date.now());
    on.answer = () => 500;
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, {
      transformation: 'not rendered here',
    });
    const eventId = await on.storedEvent();
    await on.stage.deliver(endpointId, { body: null, eventId, runAt: new Date(clock.now()) });
    let renders = 0;
    const liquid = {
      renderText: () =>
        Promise.resolve({ ok: true as const, text: ` {"n": ${(renders += 1)}.0} ` }),
    };
    const by = on.runner({ clock, liquid });

    await on.asked(by, endpointId);
    clock.advance(10_000);
    await on.asked(by, endpointId);

    const bodies = on.peer.requests.map(({ body }) => body.toString());
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toContain('"data":{"n":1.0}');
    expect(bodies[1]).toBe(bodies[0]);
    expect(renders).toBe(1);
  });

  it('records a template that fails as a failed attempt, to be tried again, and blames no receiver', async () => {
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, {
      transformation: 'not rendered here',
    });
    const id = await on.stage.deliver(endpointId, { body: null, eventId: await on.storedEvent() });
    const error = { code: 'liquid_render', message: 'no such filter', line: 3 };
    const liquid = { renderText: () => Promise.resolve({ ok: false as const, error }) };

    await on.asked(on.runner({ liquid }), endpointId);

    expect(await on.stage.attempts(id)).toMatchObject([
      {
        error_code: 'transformation_failed',
        error_message: 'the transformation failed: no such filter (line 3)',
      },
    ]);
    expect(await on.queued(id)).toMatchObject({ state: 'waiting' });
    expect(await on.health(endpointId)).toMatchObject({
      consecutive_failures: 0,
      failing_since: null,
    });
  });
});
