import { createHmac, randomUUID } from 'node:crypto';
import { until } from '@millwright/testing';
import { Mill } from '../client/mill.ts';
import { sharedSystem } from '../system/shared-system.ts';
import type { System } from '../system/system.ts';
import { handshakes } from './handshakes.ts';
import type { TriedHandshake } from './tried-handshake.ts';

interface Shown {
  last_handshake: { provider: string; outcome: string; kind: string } | null;
  verification: { secrets: { origin: string }[] } | null;
}

let system: System;
let mill: Mill;

beforeAll(async () => {
  system = await sharedSystem();
  mill = new Mill(system);
});
afterAll(() => system?.stop());

const titled = (list: readonly TriedHandshake[]) =>
  list.map((tried) => [`${tried.provider}, ${tried.name}`, tried] as const);

function send(path: string, { request }: TriedHandshake): Promise<Response> {
  const { method = 'POST', query = '', headers = {}, body } = request;
  return fetch(`${system.ingressUrl}${path}${query}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
}

async function expectAnswer(response: Response, { answer }: TriedHandshake): Promise<void> {
  expect(response.status).toBe(answer.status ?? 200);
  expect(Object.fromEntries(response.headers)).toMatchObject(answer.headers ?? {});
  expect(await response.text()).toBe(answer.body ?? '');
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
}

const of = (provider: string, more: object = {}): Promise<string> =>
  mill.webhook(mill.topic(), { provider, ...more });

const eventsAt = async (path: string): Promise<unknown[]> => {
  const id = path.split('/').at(-1);
  return (await mill.api.get<{ data: unknown[] }>(`/events?webhook_id=${id}`)).data;
};

/** Whatever was sent before has become an event by then, if it ever does. */
async function routedSoFar(): Promise<void> {
  const path = await mill.webhook(mill.topic());
  await mill.finished(await mill.postJson(path, '{}'));
}

describe('a handshake', () => {
  /** Where one was answered, or refused. */
  const greeted: string[] = [];

  it.each(titled(handshakes))(
    'of %s is answered, shown to the owner, and no event',
    async (_name, tried) => {
      const path = await of(
        tried.provider,
        tried.verification && { verification: tried.verification },
      );

      await expectAnswer(await send(path, tried), tried);

      await expectAnswer(await send(`${path}/${tried.provider}`, tried), tried);
      await until(async () => {
        const { last_handshake } = await mill.api.get<Shown>(path);
        return last_handshake?.outcome === 'answered' && last_handshake.provider === tried.provider;
      });
      greeted.push(path);
    },
  );

  it.each(titled(handshakes.filter(({ isForAnybody = true }) => isForAnybody)))(
    'of %s is answered at a suffix of any webhook, and of none',
    async (_name, tried) => {
      const path = await mill.webhook(mill.topic());

      await expectAnswer(await send(`${path}/${tried.provider}`, tried), tried);

      await expectAnswer(await send(`/webhooks/${randomUUID()}/${tried.provider}`, tried), tried);
      greeted.push(path);
    },
  );

  it('is answered by no other sender', async () => {
    const path = await of('github', { verification: { secrets: ['x'] } });

    for (const tried of handshakes) {
      expect((await send(`${path}/${tried.provider}`, tried)).status).toBe(404);
      expect([401, 405]).toContain((await send(path, tried)).status);
    }
    greeted.push(path);
  });

  it('is never an event', async () => {
    await routedSoFar();

    expect(greeted).not.toEqual([]);
    for (const path of greeted) expect(await eventsAt(path)).toEqual([]);
  });
});

describe('a secret that Asana tells', () => {
  const body = '{"events":[{"action":"added","resource":{"resource_type":"task"}}]}';
  const deliver = (path: string, secret: string): Promise<Response> =>
    mill.post(path, body, {
      'content-type': 'application/json',
      'x-hook-signature': createHmac('sha256', secret).update(body).digest('hex'),
    });

  it('lets its deliveries in, of each subscription', async () => {
    const path = await of('asana');
    for (const secret of ['told-first', 'told-second']) {
      const answer = await mill.post(path, undefined, { 'x-hook-secret': secret });
      expect([answer.status, answer.headers.get('x-hook-secret')]).toEqual([200, secret]);
    }

    for (const secret of ['told-first', 'told-second']) {
      const answer = await until(async () => {
        const delivered = await deliver(path, secret);
        return delivered.status === 204 && delivered;
      });
      const event = await mill.finished(answer.headers.get('x-request-id')!);
      expect(event).toMatchObject({
        provider: 'asana',
        provider_event: 'task.added',
        verification: { verdict: 'verified' },
      });
    }
    expect((await deliver(path, 'guessed')).status).toBe(401);
    const shown = await mill.api.get<Shown>(path);
    expect(shown.verification!.secrets.map(({ origin }) => origin)).toEqual([
      'handshake',
      'handshake',
    ]);
    expect(JSON.stringify(shown)).not.toContain('told-');
  });
});
