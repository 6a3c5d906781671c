import { createHmac, randomUUID } from 'node:crypto';
import { until } from '@millwright/testing';
import { WebhookSecretStore, WebhookStore } from '@millwright/webhook';
import { testSecretBox } from '@millwright/webhook/testing';
import type { Received, Sent } from '../../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const send = (path: string, sent: Sent = {}): Promise<Received> => ingress.client.send(path, sent);

const json = (value: unknown, headers: Record<string, string> = {}): Sent => ({
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

const codeOf = ({ text }: Received): string => (JSON.parse(text) as { code: string }).code;

/** Of Asana: signed with what it told. */
const signed = (secret: string, body = '{"events":[{"action":"added"}]}'): Sent => ({
  headers: {
    'content-type': 'application/json',
    'x-hook-signature': createHmac('sha256', secret).update(body).digest('hex'),
  },
  body,
});

const tells = (secret: string): Sent => ({ headers: { 'x-hook-secret': secret } });

const provided = (provider: string, more: object = {}): Promise<string> =>
  ingress.webhook({ provider, ...more });

const eventsOf = ({ headers }: Received): number =>
  ingress.heard.filter(({ head }) => head.event?.request_id === headers['x-request-id']).length;

/** Whatever was published before this is heard by the end of it. */
async function heardSoFar(): Promise<void> {
  const { headers } = await send(`/webhooks/${await ingress.webhook()}`);
  await ingress.eventOf(headers['x-request-id']);
}

const lastOf = async (id: string) =>
  (await new WebhookStore().find(ingress.database, ingress.workspaceId, id))!.lastHandshake;

describe('a secret that is told in a handshake', () => {
  it('is echoed, kept sealed, and counts for the next request', async () => {
    const id = await provided('asana');
    const before = await send(`/webhooks/${id}`, signed('told first'));
    const first = await send(`/webhooks/${id}`, tells('told-first'));
    const second = await send(`/webhooks/${id}/asana`, tells('told-second'));

    expect(before.status).toBe(401);
    for (const [answer, secret] of [
      [first, 'told-first'],
      [second, 'told-second'],
    ] as const) {
      expect([answer.status, answer.text, answer.headers['x-hook-secret']]).toEqual([
        200,
        '',
        secret,
      ]);
    }
    expect((await send(`/webhooks/${id}`, signed('told-first'))).status).toBe(204);
    const taken = await send(`/webhooks/${id}/asana`, signed('told-second'));
    expect(taken.status).toBe(204);
    expect((await ingress.eventOf(taken.headers['x-request-id'])).head).toMatchObject({
      event: { provider: 'asana' },
      verification: { verdict: 'verified' },
    });
    expect((await send(`/webhooks/${id}`, signed('guessed'))).status).toBe(401);
    const rows = await ingress.database.query(
      `select * from webhook_secrets where webhook_id = $1`,
      [id],
    );
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain('told-');
    expect(rows).toMatchObject([
      { origin: 'handshake', provider: 'asana', ip: '127.0.0.1' },
      { origin: 'handshake', provider: 'asana', ip: '127.0.0.1' },
    ]);
    expect(eventsOf(first) + eventsOf(second)).toBe(0);
  });

  it('counts on every instance within a second', async () => {
    const other = await ingress.another();
    const id = await provided('asana');
    expect((await other.send(`/webhooks/${id}`, signed('told'))).status).toBe(401);

    await send(`/webhooks/${id}`, tells('told'));

    const toldAt = Date.now();
    await until(async () => (await other.send(`/webhooks/${id}`, signed('told'))).status === 204);
    expect(Date.now() - toldAt).toBeLessThan(1_000);
  });

  it('is taken once, and only as many as may count', async () => {
    const id = await provided('asana');
    const tell = async (secret: string) => (await send(`/webhooks/${id}`, tells(secret))).status;

    expect([await tell('same'), await tell('same')]).toEqual([200, 200]);
    const more = await Promise.all(Array.from({ length: 12 }, (_none, at) => tell(`other-${at}`)));

    expect(more.filter((status) => status === 200)).toHaveLength(9);
    expect(more.filter((status) => status === 403)).toHaveLength(3);
    const listed = await new WebhookSecretStore(testSecretBox).listOf(
      ingress.database,
      ingress.workspaceId,
      [id],
    );
    expect(listed).toHaveLength(10);
  });

  it('is not taken outside the window, until its owner opens it again', async () => {
    const id = await provided('asana');
    await ingress.database.execute(
      `update webhooks set handshake_opened_at = now() - interval '24 hours 1 second' where id = $1`,
      [id],
    );

    const closed = await send(`/webhooks/${id}`, tells('late'));

    expect([closed.status, codeOf(closed)]).toEqual([403, 'handshake_closed']);
    expect(closed.headers['x-hook-secret']).toBeUndefined();
    await until(async () => (await lastOf(id))?.reason === 'handshake_closed');
    await ingress.database.transaction((tx) =>
      new WebhookStore().openHandshakeWindow(tx, ingress.workspaceId, id),
    );
    await until(async () => (await send(`/webhooks/${id}`, tells('in-time'))).status === 200);
  });

  it('that anybody planted at a suffix does not count for the provider that is chosen later', async () => {
    const id = await ingress.webhook();
    await send(`/webhooks/${id}/asana`, tells('planted'));
    expect((await send(`/webhooks/${id}/asana`, signed('planted'))).status).toBe(204);

    await ingress.database.transaction(async (tx) => {
      await tx.execute(`with e as (update config_epoch set epoch = epoch + 1 returning epoch)
        update webhooks set provider = 'typeform', verification = null, changed_epoch = (select epoch from e)
        where id = '${id}'`);
    });

    const body = '{}';
    const signature = createHmac('sha256', 'planted').update(body).digest('base64');
    await until(async () => {
      const { status } = await send(`/webhooks/${id}`, {
        body,
        headers: { 'typeform-signature': `sha256=${signature}` },
      });
      return status === 401;
    });
  });

  it('is not kept for a webhook that was deleted meanwhile', async () => {
    const id = await provided('asana');
    await send(`/webhooks/${id}`, signed('so that it is known here'));
    await ingress.database.execute(`update webhooks set deleted_at = now() where id = $1`, [id]);

    expect((await send(`/webhooks/${id}`, tells('told'))).status).toBe(200);

    const kept = await ingress.database.query(
      `select id from webhook_secrets where webhook_id = $1`,
      [id],
    );
    expect(kept).toEqual([]);
  });

  it('is answered 503 while it cannot be kept', async () => {
    const id = await provided('asana');
    await send(`/webhooks/${id}`, signed('unknown'));
    ingress.postgres.cut();
    try {
      const { status, headers } = await send(`/webhooks/${id}`, tells('lost'));
      expect([status, headers['retry-after']]).toEqual([503, '1']);
      expect(headers['x-hook-secret']).toBeUndefined();
    } finally {
      ingress.postgres.restore();
    }
    await until(async () => (await send(`/webhooks/${id}`, tells('kept'))).status === 200);
  });
});

describe('a webhook without a provider', () => {
  it('greets at a suffix, verifies there with what it learnt, and takes the unsigned', async () => {
    const id = await ingress.webhook({ topic: 'user/asana/{hint}' });
    const path = `/webhooks/${id}/asana`;
    const task = '{"events":[{"action":"added","resource":{"resource_type":"task"}}]}';

    const unverified = await send(path, signed('not learnt yet', task));
    expect((await send(path, tells('told'))).headers['x-hook-secret']).toBe('told');
    const verified = await send(path, signed('told', task));
    const forged = await send(path, signed('forged', task));
    const unsigned = await send(path, json({ events: [{}] }));
    const plain = await send(`/webhooks/${id}`, json({ a: 1 }));

    expect([unverified, verified, forged, unsigned, plain].map(({ status }) => status)).toEqual([
      204, 204, 401, 204, 204,
    ]);
    expect((await ingress.eventOf(verified.headers['x-request-id'])).head).toMatchObject({
      event: { provider: 'asana', topic: 'user/asana/task.added' },
      verification: { verdict: 'verified', scheme: 'hmac-sha256' },
    });
    for (const answer of [unverified, unsigned]) {
      expect(
        (await ingress.eventOf(answer.headers['x-request-id'])).head.verification,
      ).toMatchObject({
        verdict: 'unverified',
      });
    }
    expect((await send(path, signed('told', '{"events":[]}'))).status).toBe(200);
    // At another suffix, what Asana told is nothing.
    expect((await send(`/webhooks/${id}/cal-com`, signed('told'))).status).toBe(204);
  });

  it('answers handshakes of other senders by their ways', async () => {
    const id = await ingress.webhook();
    const at = (suffix: string, sent: Sent): Promise<Received> =>
      send(`/webhooks/${id}/${suffix}`, sent);

    expect((await at('slack', json({ type: 'url_verification', challenge: 'c1' }))).text).toBe(
      'c1',
    );
    expect((await at('monday', json({ challenge: 'c2' }))).text).toBe('{"challenge":"c2"}');
    expect((await at('dropbox?challenge=c3', { method: 'GET' })).text).toBe('c3');
    expect(
      (await at('okta', { method: 'GET', headers: { 'x-okta-verification-challenge': 'c4' } }))
        .text,
    ).toBe('{"verification":"c4"}');
    expect(
      (await at('meta?hub.mode=subscribe&hub.verify_token=v&hub.challenge=c', { method: 'GET' }))
        .status,
    ).toBe(403);
    expect(
      (await at('websub?hub.mode=subscribe&hub.topic=t&hub.challenge=c', { method: 'GET' })).status,
    ).toBe(404);
    await heardSoFar();
  });
});

describe('an unknown or disabled webhook', () => {
  it('answers handshakes alike, and stores nothing', async () => {
    const disabled = await provided('asana', { enabled: false });
    const count = () => ingress.database.query(`select id from webhook_secrets`);
    const before = (await count()).length;

    for (const id of [randomUUID(), disabled, 'not-a-uuid']) {
      const greeted = await send(`/webhooks/${id}/asana`, tells('told'));
      expect([greeted.status, greeted.headers['x-hook-secret']]).toEqual([200, 'told']);
      expect((await send(`/webhooks/${id}/mailchimp`, { method: 'GET' })).status).toBe(200);
      expect((await send(`/webhooks/${id}/mailchimp`, json({}))).status).toBe(200);
      expect(
        (await send(`/webhooks/${id}/slack`, json({ type: 'url_verification', challenge: 'c' })))
          .text,
      ).toBe('c');
      expect((await send(`/webhooks/${id}/asana`, signed('told'))).status).toBe(204);
    }
    expect(await count()).toHaveLength(before);
    expect(await lastOf(disabled)).toBeNull();
  });
});

describe('the last handshake', () => {
  it('is kept for the owner, with what he should know', async () => {
    const id = await provided('websub', {
      verification: { secrets: ['s'], config: { topic: 'https://blog.example/feed' } },
    });
    const ask = (query: string) => send(`/webhooks/${id}?${query}`, { method: 'GET' });
    const topic = encodeURIComponent('https://blog.example/feed');

    await ask(`hub.mode=subscribe&hub.topic=${topic}&hub.challenge=c&hub.lease_seconds=864000`);
    const agreed = await until(async () => await lastOf(id));
    expect(agreed).toMatchObject({
      provider: 'websub',
      kind: 'subscribe',
      ip: '127.0.0.1',
      outcome: 'answered',
      reason: null,
      notice: null,
    });
    expect(Date.parse(agreed.lease_ends_at!) - Date.parse(agreed.at)).toBe(864_000_000);
    const leaseOf = async () =>
      (await new WebhookStore().find(ingress.database, ingress.workspaceId, id))!.leaseEndsAt;
    expect((await leaseOf())!.toISOString()).toBe(agreed.lease_ends_at);
    await ask(`hub.mode=denied&hub.reason=${encodeURIComponent('no\u0000 room')}`);
    const denied = await until(async () => {
      const last = await lastOf(id);
      return last?.kind === 'denial' ? last : undefined;
    });
    expect(denied.notice).toContain('room');
    await ask('hub.mode=subscribe&hub.topic=other&hub.challenge=c');
    await until(async () => (await lastOf(id))?.outcome === 'refused');
    expect(await leaseOf()).not.toBeNull();
    await ask(`hub.mode=subscribe&hub.topic=${topic}&hub.challenge=c&hub.lease_seconds=600`);
    await ask(`hub.mode=unsubscribe&hub.topic=${topic}&hub.challenge=c`);
    await until(async () => (await lastOf(id))?.kind === 'unsubscribe');
    expect(await leaseOf()).toBeNull();
  });
});
