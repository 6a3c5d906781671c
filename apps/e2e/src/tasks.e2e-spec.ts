import { startHttpPeer, until } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import { sharedSystem } from './system/shared-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

describe('a task', () => {
  let system: System;
  let mill: Mill;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    await mill.api.write('PATCH', '/settings', { retry: { max_attempts: 5, delays_seconds: [1] } });
  });
  afterAll(() => system?.stop());

  it('runs in its new version from the moment that is saved', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const task = await mill.task(topic, '{% action "echo", "first" %}');
    const first = await mill.finished(await mill.postJson(path, '{}'));

    await mill.api.write('PATCH', `/tasks/${task}`, { script: '{% action "echo", "second" %}' });
    const second = await mill.finished(await mill.postJson(path, '{}'));

    const [before, after] = [first, second].map(({ task_runs: [run] }) => run!);
    expect([before!.action_runs[0]!.result, after!.action_runs[0]!.result]).toEqual([
      'first',
      'second',
    ]);
    expect(after!.task_hash).not.toBe(before!.task_hash);
    const versions = await mill.api.get<{ data: { version: number }[] }>(`/tasks/${task}/versions`);
    expect(versions.data.map(({ version }) => version)).toEqual([2, 1]);
  });

  it('that is disabled does not run, and an event without a task is kept all the same', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const task = await mill.task(topic, '{% action "echo", 1 %}');
    await mill.api.write('PATCH', `/tasks/${task}`, { enabled: false });

    const event = await mill.finished(await mill.postJson(path, '{"kept":true}'));

    expect(event).toMatchObject({ status: 'succeeded', data: { kept: true }, task_runs: [] });
  });

  it('of a disabled webhook never hears of a request, which is answered as ever', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic, { enabled: false });

    const requestId = await mill.postJson(path, '{}');

    const open = await mill.webhook(topic);
    await mill.eventOf(await mill.postJson(open, '{"marker":1}'));
    const { data } = await mill.api.get<{ data: unknown[] }>(`/events?request_id=${requestId}`);
    expect(data).toEqual([]);
  });

  it('runs later when its subscription says so', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    await mill.task(`${topic}+2.seconds`, '{% action "echo", "later" %}');

    const postedAt = Date.now();
    const requestId = await mill.postJson(path, '{}');
    const waiting = await until(async () => {
      const { task_runs: runs } = await mill.eventOf(requestId);
      return runs[0];
    });
    const event = await mill.finished(requestId);

    expect(waiting.status).toBe('scheduled');
    expect(Date.now() - postedAt).toBeGreaterThanOrEqual(2_000);
    expect(event.task_runs[0]!.action_runs[0]!.result).toBe('later');
  });

  it('has its failing HTTP action tried again, each time with the same idempotency key', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    let calls = 0;
    const peer = await startHttpPeer(
      () => ((calls += 1) <= 2 ? 503 : { status: 200, body: 'fine' }),
      PEER_HOST,
    );
    await mill.task(
      topic,
      `{% action "http", method: "post", url: "${peer.url}", body: event.data, error_on_5xx: true %}`,
    );

    const event = await mill.finished(await mill.postJson(path, '{"n":1}'));
    await peer.close();

    const [action] = event.task_runs[0]!.action_runs;
    expect(action).toMatchObject({
      status: 'succeeded',
      attempts: 3,
      result: { status: 200, body: 'fine' },
    });
    expect(peer.requests).toHaveLength(3);
    expect(new Set(peer.requests.map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set([action!.id]),
    );
  });

  it('keeps values in the cache, which the next run and a cache endpoint can read', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const key = topic.replaceAll('/', ':');
    await mill.task(
      topic,
      `{% log cache["${key}"] %}{% action "cache", "incr", "${key}" %}{% action "cache", "set", "${key}:data", event.data %}`,
    );

    await mill.finished(await mill.postJson(path, '{"v":1.0}'));
    const second = await mill.finished(await mill.postJson(path, '{"v":2.0}'));

    expect(second.task_runs[0]!.logs).toEqual([1]);
    const endpoint = await mill.api.write<{ url: string }>('POST', '/cache-endpoints', {
      name: 'e2e',
      key: `${key}:data`,
    });
    const answer = await fetch(`${system.ingressUrl}${new URL(endpoint.url).pathname}`);
    expect([answer.status, await answer.text()]).toEqual([200, '{"v":2.0}']);
  });

  it('makes events of its own, which are children of the one it ran for', async () => {
    const [topic, childTopic] = [mill.topic(), mill.topic()];
    const path = await mill.webhook(topic);
    await mill.task(topic, `{% action "event", topic: "${childTopic}", data: event.data %}`);
    await mill.task(childTopic, '{% action "echo", event.data.n %}');

    const event = await mill.finished(await mill.postJson(path, '{"n":3.0}'));
    const child = await mill.finishedEvent(event.children[0]!.id);

    expect(event.children).toEqual([{ id: child.id, topic: childTopic }]);
    expect(child.task_runs[0]!.action_runs[0]!.result).toBe(3);
  });

  it('that fails is retried by hand, with what was mended meanwhile', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const task = await mill.task(topic, '{% error "not yet" %}{% action "echo", 1 %}');
    const failed = await mill.finished(await mill.postJson(path, '{}'));
    expect(failed).toMatchObject({
      status: 'failed',
      task_runs: [
        { status: 'failed', error: { code: 'task_error', message: 'not yet' }, action_runs: [] },
      ],
    });

    await mill.api.write('PATCH', `/tasks/${task}`, { script: '{% action "echo", "mended" %}' });
    await mill.api.write('POST', `/task-runs/${failed.task_runs[0]!.id}/retry`);
    const mended = await mill.finishedEvent(failed.id);

    expect(mended).toMatchObject({
      status: 'succeeded',
      task_runs: [{ status: 'succeeded', error: null, action_runs: [{ result: 'mended' }] }],
    });
    const again = await mill.api.send('POST', `/task-runs/${failed.task_runs[0]!.id}/retry`);
    expect([again.status, again.body['code']]).toEqual([409, 'not_retryable']);
  });

  it('performs its actions in sequence, and halts at the first that fails, when told so', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const peer = await startHttpPeer(() => 200, PEER_HOST);
    const script = `{% action "echo", 1 %}{% action "http", method: "get", url: "${peer.url}" %}{% action "echo", __error: "no" %}{% action "echo", 4 %}`;
    await mill.task(topic, script, {
      perform_action_runs_in_sequence: true,
      halt_action_run_sequence_on_error: true,
    });

    const event = await mill.finished(await mill.postJson(path, '{}'));
    await peer.close();

    const runs = event.task_runs[0]!.action_runs;
    expect(runs.map(({ status, error }) => [status, error?.code])).toEqual([
      ['succeeded', undefined],
      ['succeeded', undefined],
      ['failed', 'echo_error'],
      ['failed', 'sequence_halted'],
    ]);
    expect(event.status).toBe('failed');
  });
});
