import { connect } from 'node:net';
import { once } from 'node:events';
import { Mill } from './client/mill.ts';
import { sharedSystem } from './system/shared-system.ts';
import type { System } from './system/system.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('hostile input', () => {
  let system: System;
  let mill: Mill;
  let path: string;
  let topic: string;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    topic = mill.topic();
    path = await mill.webhook(topic);
    await mill.task(topic, '{% action "echo", event.data %}');
  });
  afterAll(() => system?.stop());

  it.each<[string, number, string, () => Parameters<Mill['post']>]>([
    ['malformed JSON', 400, 'invalid_body', () => [path, '{"a":', JSON_TYPE]],
    ['JSON nested 10,000 deep', 400, 'invalid_body', () => [path, '['.repeat(10_000), JSON_TYPE]],
    [
      'invalid UTF-8',
      400,
      'invalid_body',
      () => [path, Buffer.from([0x22, 0xff, 0x22]), JSON_TYPE],
    ],
    [
      'a body of 11 MB',
      413,
      'body_too_large',
      () => [path, `"${'x'.repeat(11_000_000)}"`, JSON_TYPE],
    ],
    [
      'a wrong content type',
      415,
      'unsupported_media_type',
      () => [path, 'x', { 'content-type': 'image/png' }],
    ],
    [
      'a query that contradicts itself',
      400,
      'invalid_query',
      () => [`${path}?a=1&a[b]=2`, '{}', JSON_TYPE],
    ],
  ])(
    'is refused with the right status and says what to do: %s',
    async (_name, status, code, request) => {
      const answer = await mill.post(...request()).catch(() => undefined);
      // A sender that is still writing when it is refused may see the connection closed instead.
      if (answer === undefined) return expect(status).toBe(413);

      const problem = (await answer.json()) as Record<string, unknown>;

      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        'application/problem+json',
      ]);
      expect(problem).toMatchObject({
        status,
        code,
        request_id: answer.headers.get('x-request-id'),
      });
      expect(problem['detail']).toMatch(/\w{3,}/);
    },
  );

  it.each([
    ['an unknown id', '/webhooks/0b2b7f0e-1111-4222-8333-944455556666'],
    ['an id that is no UUID', '/webhooks/not-a-uuid'],
  ])('is answered like a real webhook, and makes no event: %s', async (_name, unknown) => {
    const answer = await mill.post(unknown, '{}', JSON_TYPE);
    expect(answer.status).toBe(204);
    const malformed = await mill.post(unknown, '{', JSON_TYPE);
    expect(malformed.status).toBe(400);
    const { data } = await mill.api.get<{ data: unknown[] }>(
      `/events?request_id=${answer.headers.get('x-request-id')}`,
    );
    expect(data).toEqual([]);
  });

  it('is kept safely where it is well-formed: a hundred thousand keys', async () => {
    const text = `{${Array.from({ length: 100_000 }, (_none, n) => `"k${n}":${n}`).join()}}`;

    const event = await mill.finished(await mill.postJson(path, text));

    expect(Object.keys(event.data as object)).toHaveLength(100_000);
    expect(event.status).toBe('succeeded');
  });

  it('other methods than POST are refused with what is allowed', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD']) {
      const answer = await fetch(`${system.ingressUrl}${path}`, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    }
  });

  it('of senders that write slowly delays nobody else', async () => {
    const { hostname, port } = new URL(system.ingressUrl);
    const sockets = Array.from({ length: 50 }, () => connect(Number(port), hostname));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
      );
    }

    const event = await mill.finished(await mill.postJson(path, '{"quick":true}'));

    expect(event.status).toBe('succeeded');
    sockets.forEach((socket) => socket.destroy());
  });

  describe('in a script', () => {
    it.each<[string, string, RegExp]>([
      [
        'an endless loop',
        '{% for i in (1..1000000000) %}{% for j in (1..1000000000) %}{% endfor %}{% endfor %}',
        /^(time|memory)_limit$/,
      ],
      [
        'a string of a gigabyte',
        '{% assign s = "xxxxxxxxxxxxxxxx" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}',
        /^memory_limit$/,
      ],
      ['output that is no object', 'hello {{ event.topic }}', /^output_invalid$/],
    ])('fails that run alone, with a message: %s', async (_name, script, code) => {
      const hostileTopic = mill.topic();
      const hostile = await mill.webhook(hostileTopic);
      await mill.task(hostileTopic, script);

      const requestId = await mill.postJson(hostile, '{}');
      const neighbour = await mill.finished(await mill.postJson(path, '{"n":1}'));
      const event = await mill.finishedEvent((await mill.eventOf(requestId)).id, 60_000);

      expect(neighbour.status).toBe('succeeded');
      const [run] = event.task_runs;
      expect(run!.status).toBe('failed');
      expect(run!.error!.code).toMatch(code);
      expect(run!.error!.message.length).toBeGreaterThan(10);
    });

    it('is refused when it is saved and does not parse, with its place', async () => {
      const answer = await mill.api.send('POST', '/tasks', {
        name: 'Broken',
        subscriptions_template: topic,
        script: 'line one\n{{ x | no_such_filter }}',
      });

      expect(answer.status).toBe(422);
      expect(answer.body['errors']).toEqual([
        expect.objectContaining({
          path: 'script',
          line: 2,
          message: expect.stringContaining('no_such_filter'),
        }),
      ]);
    });
  });

  it.each([
    'http://127.0.0.1:9/',
    'http://[::1]:9/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0x7f.1:9/',
    'http://2130706433:9/',
    'http://[::ffff:127.0.0.1]:9/',
    'http://localhost:9/',
  ])(
    'an HTTP action to a private address is forbidden, and says how to allow it: %s',
    async (url) => {
      const forbiddenTopic = mill.topic();
      const webhook = await mill.webhook(forbiddenTopic);
      await mill.task(forbiddenTopic, `{% action "http", method: "get", url: "${url}" %}`);

      const event = await mill.finished(await mill.postJson(webhook, '{}'));

      const [action] = event.task_runs[0]!.action_runs;
      expect(action).toMatchObject({
        status: 'failed',
        attempts: 1,
        error: { code: 'address_forbidden' },
      });
      expect(action!.error!.message).toContain('NET_ALLOW');
    },
  );
});
