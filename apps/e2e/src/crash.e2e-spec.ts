import { startHttpPeer, until, type HttpPeer } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import { embodiment, startSystem } from './system/start-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

const appsOf = {
  standalone: ['standalone'],
  processes: ['ingress', 'event-router', 'task-runner', 'admin-api'],
  external: [],
};

describe('a process killed in the middle of the work', () => {
  let system: System;
  let mill: Mill;
  let peer: HttpPeer;
  let path: string;

  beforeAll(async () => {
    system = await startSystem();
    mill = new Mill(system);
    peer = await startHttpPeer(() => 200, PEER_HOST);
    const topic = mill.topic();
    path = await mill.webhook(topic);
    await mill.task(
      topic,
      `{% action "echo", event.data %}{% action "http", method: "post", url: "${peer.url}", body: event.data %}`,
    );
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });

  it.each(appsOf[embodiment()])(
    'loses nothing that was acknowledged: kill -9 of %s',
    async (name) => {
      const app = system.apps.find((each) => each.name === name)!;
      const acknowledged: string[] = [];
      const numberOf = new Map<string, string>();
      const send = async (number: number): Promise<void> => {
        const body = `{"app":"${name}","number":${number}}`;
        try {
          const requestId = await mill.postJson(path, body);
          acknowledged.push(requestId);
          numberOf.set(requestId, body);
        } catch {
          // Not acknowledged: the sender would send it again.
        }
      };

      const sending = Promise.all(Array.from({ length: 60 }, (_none, number) => send(number)));
      await until(() => acknowledged.length >= 10, { what: 'the first acknowledgements' });
      await app.kill();
      await sending;
      await app.start();
      await Promise.all(Array.from({ length: 20 }, (_none, number) => send(100 + number)));

      expect(acknowledged.length).toBeGreaterThanOrEqual(30);
      for (const requestId of acknowledged) {
        const event = await mill.eventOf(requestId);
        // A run that was in hand is taken over when its lease has ended, after a minute at the most.
        const done = await mill.finishedEvent(event.id, 100_000);
        expect(done).toMatchObject({
          status: 'succeeded',
          task_runs: [{ action_runs: [{ ok: true }, { ok: true }] }],
        });
      }
      const received = new Set(peer.requests.map(({ body }) => body.toString()));
      expect([...numberOf.values()].filter((body) => !received.has(body))).toEqual([]);
    },
    240_000,
  );
});
