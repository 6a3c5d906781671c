import { createHmac } from 'node:crypto';
import { startHttpPeer, until } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import type { EventInFull } from './client/shapes.ts';
import { sharedSystem } from './system/shared-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

const PERFORM = 'mechanic/actions/perform';
const VALUE = 'the value of a secret';

describe('what follows from an event', () => {
  let system: System;
  let mill: Mill;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
  });
  afterAll(() => system?.stop());

  const childrenOf = async (event: EventInFull, count = 1): Promise<EventInFull[]> => {
    const { children } = await until(
      async () => {
        const now = await mill.event(event.id);
        return now.children.length >= count && now;
      },
      { timeoutMs: 30_000, what: `${count} children of event ${event.id}` },
    );
    return Promise.all(children.map(({ id }) => mill.finishedEvent(id)));
  };

  it('is nothing when a filter stops it, which is named, until the filter is gone', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    await mill.task(topic, '{% action "echo", event.data.n %}');
    const { id } = await mill.api.write('POST', '/event-filters', {
      name: 'No tests',
      template: `{% if event.topic == "${topic}" and event.data.test %}false{% endif %}`,
    });

    const stopped = await mill.finished(await mill.postJson(path, '{"test":true}'));
    const passed = await mill.finished(await mill.postJson(path, '{"n":1}'));
    await mill.api.write('DELETE', `/event-filters/${id}`);
    const later = await mill.finished(await mill.postJson(path, '{"test":true,"n":2}'));

    expect(stopped).toMatchObject({
      status: 'succeeded',
      filtered_by: 'No tests',
      task_runs: [],
    });
    expect(passed).toMatchObject({ filtered_by: null, task_runs: [{ status: 'succeeded' }] });
    expect(later.task_runs[0]!.action_runs[0]!.result).toBe(2);
  });

  it('is an error event when a filter fails', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const handler = await mill.task('mechanic/errors/event', '{% log error.filter.name %}');
    const { id } = await mill.api.write('POST', '/event-filters', {
      name: 'Broken',
      template: `{% if event.topic == "${topic}" %}{{ 1 | divided_by: 0 }}{% endif %}`,
    });

    const failed = await mill.finished(await mill.postJson(path, '{}'));
    const [child] = await childrenOf(failed);
    await mill.api.write('DELETE', `/event-filters/${id}`);
    await mill.api.write('DELETE', `/tasks/${handler}`);

    expect(failed).toMatchObject({ status: 'failed', run: { error: { code: 'filter_failed' } } });
    expect(child!.task_runs).toMatchObject([{ task_id: handler, logs: ['Broken'] }]);
  });

  it('is the end of an action, told to the task that rendered it, with its parent', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const peer = await startHttpPeer(() => ({ status: 200, body: 'fine' }), PEER_HOST);
    await mill.task(
      `${topic}\n${PERFORM}`,
      `{% if event.topic == "${topic}" %}{% action "http", method: "get", url: "${peer.url}" %}
       {% else %}{% log action.run.result.body, event.parent.data.n %}{% endif %}`,
    );

    const event = await mill.finished(await mill.postJson(path, '{"n":7}'));
    const [child] = await childrenOf(event);
    await peer.close();

    expect(child).toMatchObject({ topic: PERFORM, task_runs: [{ logs: [['fine', 7]] }] });
  });

  it('ends where a task answers its own action with the same again', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const key = topic.replaceAll('/', ':');
    await mill.task(`${topic}\n${PERFORM}`, `{% action "cache", "incr", "${key}" %}`);

    const event = await mill.finished(await mill.postJson(path, '{}'));
    const [child] = await childrenOf(event);

    expect(child).toMatchObject({
      status: 'failed',
      children: [],
      task_runs: [{ status: 'failed', error: { code: 'loop_detected' }, action_runs: [] }],
    });
    expect(await mill.api.get(`/cache/${key}`)).toMatchObject({ value: 1 });
  });

  it('is an error event for the tasks that may hear of it, once for each failure', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const handler = await mill.task(
      'mechanic/errors/task\nmechanic/errors/action',
      '{% log event.topic, error.message, error.task.name %}{% error "handlers fail, too" %}',
    );
    await mill.task(topic, '{% error "no" %}');
    await mill.task(topic, '{% action "echo", __error: "neither" %}');

    const event = await mill.finished(await mill.postJson(path, '{}'));
    const children = await childrenOf(event, 2);
    await mill.api.write('DELETE', `/tasks/${handler}`);

    const name = `Task on ${topic}`;
    const told = children.flatMap(({ task_runs: [run] }) => run!.logs);
    expect(told).toHaveLength(2);
    expect(told).toEqual(
      expect.arrayContaining([
        ['mechanic/errors/task', 'no', name],
        ['mechanic/errors/action', 'neither', name],
      ]),
    );
    for (const child of children) expect(child.children).toEqual([]);
  });

  it('reaches the outside with globals and secrets, and comes back without the secret', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const peer = await startHttpPeer(
      ({ headers }) => ({ status: 200, body: `you sent ${String(headers['x-key'])}` }),
      PEER_HOST,
    );
    await mill.api.write('POST', '/secrets', { key: 'e2e_key', value: VALUE });
    await mill.api.write('POST', '/globals', { key: 'e2e_url', value: peer.url });
    await mill.task(
      topic,
      `{% assign headers = hash %}{% assign headers["x-key"] = secrets.e2e_key %}
       {% action "http", method: "get", url: globals.e2e_url, headers: headers %}
       {% action "echo", secrets.e2e_key %}
       {% assign signed = event.data.text | hmac_sha256: secrets.e2e_key %}{% log signed, secrets.none %}`,
    );

    const event = await mill.finished(await mill.postJson(path, '{"text":"abc"}'));
    await peer.close();

    const [run] = event.task_runs;
    expect(peer.requests[0]!.headers['x-key']).toBe(VALUE);
    expect(run!.action_runs[0]!.result).toMatchObject({
      body: 'you sent [secret e2e_key]',
      body_base64: '__millwright_secret_value_redacted__',
    });
    expect(run!.action_runs[1]!.result).toMatch(/^__millwright_secret:e2e_key:[0-9a-f]{32}__$/);
    expect(run!.logs).toEqual([[createHmac('sha256', VALUE).update('abc').digest('hex'), null]]);
    expect(JSON.stringify(event)).not.toContain(VALUE);
  });

  it('happens again for every event that a replay’s filter fits', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    await mill.finished(await mill.postJson(path, '{"n":1.0}'));
    await mill.finished(await mill.postJson(path, '{"n":2.0}'));
    await mill.task(topic, '{% action "echo", event.data.n %}');

    const { queued } = await mill.api.write<{ queued: number }>('POST', '/events/replay', {
      filter: { topic },
    });

    const { data } = await mill.api.get<{ data: { id: string }[] }>(
      `/events?topic=${topic}&source=replay`,
    );
    const replays = await Promise.all(data.map(({ id }) => mill.finishedEvent(id)));
    expect(queued).toBe(2);
    expect(replays.map(({ task_runs: [run] }) => run!.action_runs[0]!.result)).toEqual([2, 1]);
  });
});
