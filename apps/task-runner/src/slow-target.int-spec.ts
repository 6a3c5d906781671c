import { actionRunRequested, decodeMessage } from '@millwright/contracts';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { makeDue, workMessage } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { Metrics, silentLogger } from '@millwright/observability';
import { anEvent, givenTask, givenWorkspace, TestRunner } from '@millwright/task/testing';
import { type HttpPeer, startHttpPeer, until } from '@millwright/testing';
import { ActionsInHand } from './actions-in-hand.ts';

const CONCURRENCY = 16;
const SHARE = 4;
/** As many as the consumer is handed at a time. */
const PREFETCH = 12;
const TOPIC = 'user/order/created';

describe('a receiver that hangs', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let slow: HttpPeer;
  let quick: HttpPeer;
  let runner: TestRunner;
  let actions: ActionsInHand;
  let workspaceId: Id;
  let release: () => void;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
  });
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    const released = new Promise<void>((resolve) => (release = resolve));
    slow = await startHttpPeer(async () => {
      await released;
      return 200;
    });
    quick = await startHttpPeer();
    runner = new TestRunner(opened.database, net);
    actions = new ActionsInHand(runner.actions, {
      logger: silentLogger,
      metrics: new Metrics(),
      concurrency: CONCURRENCY,
    });
    workspaceId = await givenWorkspace(opened.database);
    await givenTask(opened.database, workspaceId, {
      script: '{% action "http", method: "get", url: event.data %}',
      subscriptions: [TOPIC],
    });
  });
  afterEach(async () => {
    release();
    await actions.drain();
    await runner.close();
    await Promise.all([slow.close(), quick.close()]);
  });

  /** Messages of action runs that get a peer, in this order. */
  const actionRunsTo = async (peer: HttpPeer, count: number): Promise<OutgoingMessage[]> => {
    for (let number = 0; number < count; number += 1) {
      await runner.route(anEvent(workspaceId, TOPIC, { data: JSON.stringify(peer.url) }));
    }
    for (const message of runner.messages.splice(0)) await runner.handle(message);
    return runner.messages.splice(0);
  };
  /** Hands messages over as the broker does: so many at a time. */
  const consume = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    const left = [...messages];
    const consumer = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        await actions.take(decodeMessage(actionRunRequested, next.body).head);
      }
    };
    await Promise.all(Array.from({ length: PREFETCH }, consumer));
  };
  const consumeDue = async (): Promise<void> =>
    consume((await makeDue(opened.database, 100)).map(workMessage));
  const work = (): Promise<{ state: string; attempt: number }[]> =>
    opened.database.query(
      `select state, attempt from work where workspace_id = $1 and kind = 'action'`,
      [workspaceId],
    );
  const ended = (): Promise<{ state: string; attempts: number }[]> =>
    opened.database.query(
      `select state, attempts from action_runs where workspace_id = $1 and stopped_at is not null`,
      [workspaceId],
    );

  it('holds its share of the places, and delays nobody else', async () => {
    const messages = [...(await actionRunsTo(slow, 30)), ...(await actionRunsTo(quick, 20))];

    await consume(messages);
    await until(async () => {
      await consumeDue();
      return (await ended()).length === 20;
    });

    expect(quick.requests).toHaveLength(20);
    expect(slow.requests).toHaveLength(SHARE);
  });

  it('gets every request once, when it answers again, and none of the waiting counts as an attempt', async () => {
    await consume(await actionRunsTo(slow, 12));
    const waiting = await work();
    release();
    await until(async () => {
      // Their time comes at once.
      await opened.database.execute(`update work set run_at = now() where state = 'scheduled'`);
      await consumeDue();
      return (await ended()).length === 12;
    });

    expect(waiting.map(({ state }) => state).sort()).toEqual([
      ...Array<string>(12 - SHARE).fill('scheduled'),
      ...Array<string>(SHARE).fill('started'),
    ]);
    expect(new Set((await ended()).map((run) => `${run.state} ${run.attempts}`))).toEqual(
      new Set(['succeeded 1']),
    );
    expect(slow.requests).toHaveLength(12);
  });

  it('keeps nobody waiting when the runner stops', async () => {
    const messages = await actionRunsTo(slow, 8);
    const consumed = consume(messages);
    await until(() => slow.requests.length === SHARE);

    actions.stopTaking();
    release();
    await consumed.catch(() => undefined);
    await actions.drain();

    const left = await work();
    expect(left.filter(({ state }) => state === 'started')).toEqual([]);
    expect(left.every(({ attempt }) => attempt === 0)).toBe(true);
    expect((await ended()).length + left.length).toBe(8);
  });
});
