import { createHmac } from 'node:crypto';
import { loadConfig } from '@millwright/config';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, systemClock } from '@millwright/kernel';
import { openLocalBus, type MessageBus } from '@millwright/messaging';
import { createLogger, HealthChecks, Metrics } from '@millwright/observability';
import { startHttpPeer, until, type HttpPeer } from '@millwright/testing';
import { startApps, type RunningApps } from './start-apps.ts';

const TOKEN = 'the-instance-admin-token-of-tests';
const VALUE = 'kX7/raw+value "of the" secret';

/** The ways in which whoever is sent a secret could send it back, or write it down. */
const written = [
  VALUE,
  JSON.stringify(VALUE).slice(1, -1),
  encodeURIComponent(VALUE),
  new URLSearchParams({ q: VALUE }).toString().slice(2),
  Buffer.from(VALUE).toString('base64'),
  Buffer.from(`me:${VALUE}`).toString('base64').slice(4, -4),
];

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

describe('the value of a secret', () => {
  const lines: string[] = [];
  let opened: TestDatabase;
  let bus: MessageBus;
  let peer: HttpPeer;
  let apps: RunningApps;

  beforeAll(async () => {
    opened = await openTestDatabase();
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ level: 'debug', format: 'json', destination });
    bus = openLocalBus({ logger });
    peer = await startHttpPeer(({ url, headers, body }) => ({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-echo': encodeURIComponent(url) },
      body: JSON.stringify({ url, headers, body: body.toString() }),
    }));
    const config = loadConfig({
      ADMIN_PORT: '0',
      INGRESS_PORT: '0',
      HOST: '127.0.0.1',
      ADMIN_TOKEN: TOKEN,
      NET_ALLOW: '127.0.0.1',
      MILLWRIGHT_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    });
    const shared = { config, logger, database: opened.database, bus, clock: systemClock };
    const told = { metrics: new Metrics(), health: new HealthChecks(), instanceId: newId() };
    apps = await startApps({ ...shared, ...told });
  });
  afterAll(async () => {
    await apps?.stop();
    await peer.close();
    await bus.close();
    await opened.close();
  });

  const ask = async (method: string, path: string, body?: unknown): Promise<Loose> => {
    const answer = await fetch(
      `http://127.0.0.1:${apps.adminPort}/api/v1/workspaces/main/${path}`,
      {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    );
    const text = await answer.text();
    expect([answer.status, text]).toEqual([expect.any(Number), expect.not.stringContaining(VALUE)]);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const finished = (id: string): Promise<Loose> =>
    until(
      async () => {
        const event = await ask('GET', `events/${id}`);
        return event.status !== 'pending' && event;
      },
      { timeoutMs: 20_000 },
    );
  const everyTable = async (): Promise<string> => {
    const tables = await opened.database.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const texts = await Promise.all(
      tables.map(({ name }) =>
        opened.database.query<{ text: string }>(
          `select to_jsonb(t)::text as text from "${name}" t`,
        ),
      ),
    );
    return texts
      .flat()
      .map(({ text }) => text)
      .join('\n');
  };

  it('is in no table and in no line of the log, wherever a task puts it', async () => {
    await ask('POST', 'secrets', { key: 'key', value: VALUE });
    await ask('POST', 'event-filters', { name: 'Sees none', template: '{{ secrets.key }}' });
    const post = (more: string): string =>
      `{% action "http", method: "post", url: "${peer.url}", ${more} %}`;
    await ask('POST', 'tasks', {
      name: 'Errors',
      subscriptions_template: 'mechanic/errors/task\nmechanic/errors/action',
      script: '{% log error %}',
    });
    await ask('POST', 'tasks', {
      name: 'Fails',
      subscriptions_template: 'user/secrets/used',
      script: '{% log secrets.key %}{% error secrets.key %}',
    });
    await ask('POST', 'tasks', {
      name: 'Uses it everywhere',
      subscriptions_template: 'user/secrets/used\nmechanic/actions/perform',
      script: `{% if action %}{% log action %}{% else %}
        {% assign headers = hash %}{% assign headers["x-key"] = secrets.key | prepend: "Key " %}
        {% assign basic = hash %}{% assign basic["username"] = "me" %}{% assign basic["password"] = secrets.key %}
        {% assign body = hash %}{% assign body["text"] = secrets.key %}
        {% assign bad = hash %}{% assign bad[secrets.key] = 1 %}
        ${post('body: body, headers: headers, basic_auth: basic')}
        ${post('body: secrets.key, error_on_5xx: true')}
        ${post('headers: bad')}
        {% assign url = secrets.key | prepend: "${peer.url}/?q=" %}{% action "http", method: "get", url: url %}
        {% action "http", method: "get", url: secrets.key %}
        {% action "http", method: "get", url: "${peer.url}", proxy: secrets.key %}
        {% action "http", method: secrets.key, url: "${peer.url}" %}
        {% action "echo", secrets.key %}{% action "echo", __error: secrets.key %}
        {% action "cache", "set", "k", secrets.key %}
        {% action "event", topic: "user/secrets/copied", data: secrets.key %}
        {% log secrets %}
        {% assign signed = "abc" | hmac_sha256: secrets.key %}{% result signed %}{% endif %}`,
    });

    const { id } = await ask('POST', 'events', { topic: 'user/secrets/used' });
    const event = await finished(id);
    for (const child of event.children) await finished(child.id);

    const run = event.task_runs.find((each: Loose) => each.action_runs.length > 0);
    const { action_runs: actions } = run;
    expect(run.result).toBe(createHmac('sha256', VALUE).update('abc').digest('hex'));
    expect(actions[0]).toMatchObject({
      status: 'succeeded',
      result: {
        body: {
          headers: { 'x-key': 'Key [secret key]' },
          body: expect.stringContaining('[secret key]'),
        },
        body_base64: '__millwright_secret_value_redacted__',
      },
    });
    expect(actions[1].result.body.body).toBe('[secret key]');
    for (const [index, code] of [
      [2, 'invalid_options'],
      [4, 'invalid_options'],
      [5, 'invalid_options'],
      [6, 'invalid_options'],
      [8, 'echo_error'],
    ] as const)
      expect(actions[index].error).toMatchObject({ code });
    expect(actions[7].result).toMatch(/^__millwright_secret:key:[0-9a-f]{32}__$/);
    const received = peer.requests.map(({ url, headers, body }) => [
      url,
      headers['x-key'],
      body.toString(),
    ]);
    expect(received).toContainEqual(['/', `Key ${VALUE}`, JSON.stringify({ text: VALUE })]);
    expect(received).toContainEqual(['/', undefined, VALUE]);
    expect(peer.requests).toHaveLength(3);
    expect(event.children.map(({ topic }: Loose) => topic)).toEqual(
      expect.arrayContaining([
        'mechanic/actions/perform',
        'mechanic/errors/action',
        'mechanic/errors/task',
        'user/secrets/copied',
      ]),
    );
    const { data: audit } = await ask('GET', 'audit-log?resource=secrets&action=read');
    expect(audit.length).toBeGreaterThanOrEqual(6);
    expect(audit[0]).toMatchObject({ actor: expect.stringMatching(/^task /), resource_id: 'key' });

    const tables = await everyTable();
    const log = lines.join('\n');
    expect(tables).toContain('__millwright_secret:key:');
    expect(log).toContain('action_run.performed');
    for (const text of written.flatMap((form) => [form, JSON.stringify(form).slice(1, -1)])) {
      expect(tables).not.toContain(text);
      expect(log).not.toContain(text);
    }
  });

  it('of a Connection is in none either, whatever a test of it comes to', async () => {
    const make = (fields: object) =>
      ask('POST', 'connections', { name: newId(), type: 'http', fields });
    const api = { base_url: `${peer.url}/api` };
    const made = [
      await make({ ...api, auth: 'basic', username: 'me', password: VALUE }),
      await make({ ...api, auth: 'bearer', token: VALUE }),
      await make({ ...api, auth: 'header', header_name: 'X-Key', header_value: `${VALUE}\n` }),
      await make({
        ...{ ...api, auth: 'oauth2', token_url: api.base_url },
        ...{ client_id: 'me', client_secret: VALUE },
      }),
    ];
    const tested = [];
    for (const { id } of made) tested.push(await ask('POST', `connections/${id}/test`));

    expect(tested.map(({ ok }) => ok)).toEqual([true, true, false, false]);
    expect(peer.requests.some(({ headers }) => headers.authorization === `Bearer ${VALUE}`)).toBe(
      true,
    );
    const places = [await everyTable(), lines.join('\n'), JSON.stringify([made, tested])];
    expect(places[1]).toContain('connection_test.performed');
    for (const text of written) for (const place of places) expect(place).not.toContain(text);
  });
});
