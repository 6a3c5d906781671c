import { startHttpPeer, until, type HttpPeer } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import { PrintedGuide } from './client/printed-guide.ts';
import { sharedSystem } from './system/shared-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

/** What the API answers of a Connection, and of its test. */
interface Made {
  id: string;
}
interface Tested {
  ok: boolean;
  code?: string;
  message: string;
}

const SECRET = `e2e-${process.pid}-${Date.now().toString(36)}`;

describe('Connections', () => {
  let system: System;
  let mill: Mill;
  let peer: HttpPeer;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    peer = await startHttpPeer(({ headers: { authorization } }) => {
      return authorization === 'Bearer good' || authorization === `Bearer ${SECRET}` ? 200 : 401;
    }, PEER_HOST);
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });

  const make = (fields: object): Promise<Made> =>
    mill.api.write('POST', '/connections', {
      name: `API ${mill.topic()}`,
      type: 'http',
      fields: { base_url: peer.url, auth: 'bearer', ...fields },
    });
  const test = (id: string): Promise<Tested> =>
    mill.api.write('POST', `/connections/${id}/test`, {});

  it('are made, tried and used as the guide prints', async () => {
    const guide = await PrintedGuide.of('connections.md', system, {
      'https://api.example': peer.url,
    });

    const told = await guide.runShell();

    expect(told.length).toBeGreaterThan(8);
    expect(told).toEqual(
      told.map((line) => ({ ...line, output: expect.stringContaining(line.expected) })),
    );
  }, 60_000);

  it('are tried with what was saved a moment ago', async () => {
    const { id } = await make({ token: 'wrong' });
    expect(await test(id)).toMatchObject({ ok: false, code: 'connection_rejected' });

    await mill.api.write('PATCH', `/connections/${id}`, { fields: { token: SECRET } });
    expect(await test(id)).toMatchObject({ ok: true });
    expect(peer.requests.at(-1)!.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('are tried many at a time, each with its own outcome', async () => {
    const tokens = ['good', 'bad', SECRET, 'good', 'worse'];
    const made = await Promise.all(tokens.map((token) => make({ token })));

    const tested = await Promise.all(made.map(({ id }) => test(id)));

    expect(tested.map(({ ok }) => ok)).toEqual([true, false, true, true, false]);
  });

  it('have no way into private networks', async () => {
    const { id } = await make({ token: 'good', base_url: 'http://127.0.0.9:1' });

    expect(await test(id)).toMatchObject({ ok: false, code: 'address_forbidden' });
  });

  it('are never shown with their secrets, nor is what tests of them leave', async () => {
    const { id } = await make({ token: SECRET });
    await test(id);

    const shown = await until(async () => {
      const answers = await Promise.all(
        [`/connections/${id}`, '/connections', '/audit-log?resource=connections'].map((path) =>
          mill.api.get(path),
        ),
      );
      const text = JSON.stringify(answers);
      return text.includes('"test"') && text;
    });
    expect(shown).not.toContain(SECRET);
  });

  it('sign actions in as they are at that moment, and what comes back has no secret', async () => {
    const slack = await startHttpPeer(({ headers }) => {
      const token = headers.authorization;
      return { status: 200, body: JSON.stringify({ ok: token === `Bearer ${SECRET}`, token }) };
    }, PEER_HOST);
    const name = `Team ${mill.topic()}`;
    const { id } = await mill.api.write('POST', '/connections', {
      ...{ name, type: 'slack' },
      fields: { token: `${SECRET}-old`, base_url: slack.url },
    });
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    await mill.task(
      topic,
      `{% action "slack", account: ${JSON.stringify(name)}, method: "post", url_path: "/chat.postMessage", body: event.data %}`,
    );
    const posted = async () => {
      const event = await mill.finished(await mill.postJson(path, '{"text":"hello"}'));
      return event.task_runs[0]!.action_runs[0]!;
    };

    const refused = await posted();
    await mill.api.write('PATCH', `/connections/${id}`, { fields: { token: SECRET } });
    const taken = await posted();
    await mill.api.write('DELETE', `/connections/${id}`);
    const missing = await posted();
    await slack.close();

    expect(refused).toMatchObject({ status: 'failed', error: { code: 'remote_rejected' } });
    expect(taken).toMatchObject({ status: 'succeeded', result: { status: 200 } });
    expect(missing).toMatchObject({
      status: 'failed',
      error: {
        code: 'connection_missing',
        message: expect.stringContaining(`no slack Connection named "${name}"`),
      },
    });
    expect(slack.requests).toHaveLength(2);
    expect(JSON.stringify([refused, taken, missing])).not.toContain(SECRET);
  }, 60_000);
});
