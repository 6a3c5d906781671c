import { readdir, readFile } from 'node:fs/promises';
import { startHttpPeer, until } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import type { EventInFull } from './client/shapes.ts';
import { sharedSystem } from './system/shared-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

const FOLDER = new URL('../../../examples/tasks/', import.meta.url);

interface ExampleTask {
  name: string;
  script: string;
  subscriptions_template: string;
  options: Record<string, unknown>;
}

interface Preview {
  ok: boolean;
  events: {
    description: string;
    error: unknown;
    expectations: { ok: boolean; message: string }[];
  }[];
}

/** What an event brings, and what must come of it: requests at the receiver, children, the run's result. */
interface Story {
  topic: string;
  data: unknown;
  requests?: Record<string, unknown>[];
  children?: string[];
  result?: unknown;
}

const stories: Record<string, Story[]> = {
  'order-to-chat': [
    {
      topic: 'user/order/created',
      data: { name: '#1', total_price: '120.50', customer: { first_name: 'Ada' } },
      requests: [{ method: 'POST', body: '{"text":"Order #1: $120.50 by Ada"}' }],
    },
  ],
  'form-to-crm': [
    {
      topic: 'user/form/submitted',
      data: { email: 'Ada@Example.com', name: 'Ada', phone: '+1 202 555 0143' },
      requests: [
        {
          headers: expect.objectContaining({ authorization: 'Bearer the crm key' }) as unknown,
          body: '{"email":"ada@example.com","name":"Ada","phone":"12025550143"}',
        },
      ],
    },
  ],
  'follow-up': [{ topic: 'user/order/created', data: { customer_id: 5 } }],
  'daily-digest': [{ topic: 'user/order/created', data: {} }],
  'csv-import': [
    {
      topic: 'user/import/requested',
      data: { csv: 'sku;stock\nA;1\nB;2\n' },
      children: ['user/import/row', 'user/import/row'],
      result: { rows: 2 },
    },
  ],
  'csv-export': [
    {
      topic: 'user/report/requested',
      data: { items: [{ sku: 'A', stock: 5, price: 1.5 }] },
      requests: [{ method: 'POST', body: expect.stringContaining('A,5,1.5') as unknown }],
    },
  ],
  'signed-request': [
    {
      topic: 'user/invoice/paid',
      data: { number: '17' },
      requests: [
        {
          headers: expect.objectContaining({
            'x-signature': expect.stringMatching(/^t=\d+,v1=[0-9a-f]{64}$/) as unknown,
          }) as unknown,
        },
      ],
    },
  ],
};

describe('an example', () => {
  let system: System;
  let mill: Mill;
  let peer: Awaited<ReturnType<typeof startHttpPeer>>;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    peer = await startHttpPeer(() => ({ status: 200, body: '{}' }), PEER_HOST);
    await mill.api.write('POST', '/secrets', { key: 'crm_key', value: 'the crm key' });
    await mill.api.write('POST', '/secrets', { key: 'partner_key', value: 'the partner key' });
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });

  const exampleNamed = async (name: string): Promise<ExampleTask> =>
    JSON.parse(await readFile(new URL(`${name}.json`, FOLDER), 'utf8')) as ExampleTask;

  /** Imports an example whose addresses are all the receiver's. */
  const imported = async (name: string): Promise<string> => {
    const task = await exampleNamed(name);
    const options = Object.fromEntries(
      Object.entries(task.options).map(([key, value]) => [
        key,
        key.includes('_url') ? peer.url : value,
      ]),
    );
    const body = { ...task, options };
    const answer = await mill.api.write<{ data: { id: string }[] }>('POST', '/tasks/import', body);
    return answer.data[0]!.id;
  };

  it('is there for everything that the guide shows', async () => {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));

    expect(files.length).toBeGreaterThanOrEqual(12);
  });

  it('is imported, and its previews are as it expects', async () => {
    const names = (await readdir(FOLDER)).map((file) => file.replace(/\.json$/, ''));
    for (const name of names) {
      const answer = await mill.api.write<{ data: { id: string }[] }>(
        'POST',
        '/tasks/import?enabled=false',
        { ...(await exampleNamed(name)), name: `${name} (preview)` },
      );
      const preview = await mill.api.write<Preview>('POST', `/tasks/${answer.data[0]!.id}/preview`);
      expect({ name, ...preview }).toMatchObject({ name, ok: true });
    }
  });

  it.each(Object.entries(stories))('%s does what it says', async (name, parts) => {
    const task = await imported(name);
    for (const { topic, data, requests = [], children = [], result } of parts) {
      const before = peer.requests.length;
      const { id } = await mill.api.write('POST', '/events', { topic, data });
      const event = await mill.finishedEvent(id);

      const run = runOf(event, task);
      expect(run).toMatchObject({ status: 'succeeded', error: null });
      expect(run.action_runs.filter(({ ok }) => !ok)).toEqual([]);
      if (result !== undefined) expect(run.result).toEqual(result);
      expect(event.children.map((child) => child.topic)).toEqual(children);
      expect(peer.requests.slice(before).map(shown)).toMatchObject(requests);
    }
    await mill.api.write('PATCH', `/tasks/${task}`, { enabled: false });
  });

  it('polls an API and publishes each item once', async () => {
    const items = await startHttpPeer(
      () => ({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"items":[{"id":7,"title":"New"}]}',
      }),
      PEER_HOST,
    );
    const example = await exampleNamed('poll-an-api');
    const body = { ...example, options: { items_url__required: items.url } };
    const { data } = await mill.api.write<{ data: { id: string }[] }>(
      'POST',
      '/tasks/import',
      body,
    );
    const task = data[0]!.id;

    const found: string[] = [];
    for (let times = 0; times < 2; times += 1) {
      const { event_id: id } = await mill.api.write<{ event_id: string }>(
        'POST',
        `/tasks/${task}/run`,
      );
      await mill.finishedEvent(id);
      const answer = await until(async () => {
        const { children } = await mill.event(id);
        return children.find(({ topic }) => topic === 'mechanic/actions/perform');
      });
      const { children } = await mill.finishedEvent(answer.id);
      found.push(
        ...children.map(({ topic }) => topic).filter((topic) => topic.startsWith('user/')),
      );
    }
    await items.close();
    await mill.api.write('DELETE', `/tasks/${task}`);

    expect(found).toEqual(['user/item/found']);
  });

  it('hears of what fails in other tasks', async () => {
    const watcher = await imported('failures-to-chat');
    const topic = mill.topic();
    await mill.task(topic, '{% error "no such customer" %}', { name: 'A failing task' });
    const before = peer.requests.length;

    const { id } = await mill.api.write('POST', '/events', { topic, data: {} });
    await mill.finishedEvent(id);
    const request = await until(() => Promise.resolve(peer.requests[before]));
    await mill.api.write('DELETE', `/tasks/${watcher}`);

    expect(shown(request).body).toContain('A failing task failed: no such customer');
  });
});

const runOf = ({ task_runs: runs }: EventInFull, task: string) => {
  const run = runs.find(({ task_id }) => task_id === task);
  if (run === undefined) throw new Error('the example did not run');
  return run;
};

const shown = (request: { method?: string; headers: unknown; body: unknown }) => ({
  ...request,
  body: String(request.body),
});
