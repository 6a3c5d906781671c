import { until } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import { sharedSystem } from './system/shared-system.ts';
import type { System } from './system/system.ts';

const json = { 'content-type': 'application/json' };

describe('a webhook with rules', () => {
  let system: System;
  let mill: Mill;
  let topic: string;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
  });
  afterAll(() => system?.stop());
  beforeEach(() => {
    topic = mill.topic();
  });

  const post = (path: string, body: string): Promise<Response> => mill.post(path, body, json);
  const bodies = async (): Promise<string[]> => {
    const { data } = await mill.api.get<{ data: { data: unknown }[] }>(
      `/events?topic=${encodeURIComponent(topic)}`,
    );
    return data.map((event) => JSON.stringify(event.data)).sort();
  };
  /** Once all counts are written, whatever was to become an event has. */
  const counted = (path: string, counts: object): Promise<unknown> =>
    until(
      async () => {
        expect(await mill.api.get(path)).toMatchObject({ counts });
        return true;
      },
      { timeoutMs: 30_000, what: `the counts of ${path}` },
    );

  it('makes one event of a delivery that comes again', async () => {
    const path = await mill.webhook(topic, { dedupe: { by: 'path:id', window_seconds: 600 } });
    await mill.task(topic, '{% action "echo", event.data %}');

    const answers = [];
    for (const id of [1, 1, 2, 1, 2, 3]) answers.push(await post(path, `{"id":${id}}`));

    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(204));
    await counted(path, { duplicates: 3 });
    await until(async () => (await bodies()).length === 3);
    expect(await bodies()).toEqual(['{"id":1}', '{"id":2}', '{"id":3}']);
  });

  it('makes one event of many that come at once, small or large', async () => {
    const path = await mill.webhook(topic, { dedupe: { by: 'body-sha256' } });
    const large = JSON.stringify({ large: 'x'.repeat(300_000) });

    const answers = await Promise.all(
      Array.from({ length: 30 }, (_none, index) => post(path, index % 3 === 0 ? large : '{}')),
    );

    expect(answers.every(({ status }) => status === 204)).toBe(true);
    await counted(path, { duplicates: 28 });
    await until(async () => (await bodies()).length === 2);
  });

  it('makes events only of what its filter wants', async () => {
    const filter = { any: [{ path: 'data.kind', operator: 'in', value: ['a', 'b'] }] };
    const path = await mill.webhook(topic, { filter });
    expect(await mill.api.get(path)).toMatchObject({ filter });

    for (const kind of ['a', 'b', 'c']) await post(path, JSON.stringify({ kind }));

    await counted(path, { filtered: 1 });
    await until(async () => (await bodies()).length === 2);
    await mill.api.write('PATCH', path, { filter: null });
    await until(async () => {
      await post(path, '{"kind":"c"}');
      return (await bodies()).includes('{"kind":"c"}');
    });
  });

  it('takes two requests in ten seconds, and says when it takes the next', async () => {
    const path = await mill.webhook(topic, { rate_limit: { requests: 2, per_seconds: 10 } });

    const answers = [];
    for (let index = 0; index < 3; index += 1) answers.push(await post(path, '{}'));

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 429]);
    expect(Number(answers[2]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await answers[2]!.json()).toMatchObject({ code: 'rate_limited' });
    await counted(path, { rate_limited: 1 });
  });

  it('drops what is over its limit, where it is told to', async () => {
    const rate_limit = { requests: 1, per_seconds: 3_600, on_limit: 'drop' };
    const path = await mill.webhook(topic, { rate_limit });

    for (const body of ['1', '2', '3']) expect((await post(path, body)).status).toBe(204);

    await counted(path, { rate_limited: 2 });
    await until(async () => (await bodies()).length === 1);
    expect(await bodies()).toEqual(['1']);
  });

  it('has its topic completed by the word of the sender', async () => {
    const path = await mill.webhook('user/github/{hint}', {
      provider: 'github',
      verification: { mode: 'off' },
    });

    const answer = await mill.post(path, '{"action":"Opened"}', {
      ...json,
      'x-github-event': 'Issues',
    });

    const event = await mill.eventOf(answer.headers.get('x-request-id')!);
    expect(event.topic).toBe('user/github/issues.opened');
  });
});
