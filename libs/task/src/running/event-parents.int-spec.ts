import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { EventReads } from '../reads/event-reads.ts';
import { RunReads } from '../reads/run-reads.ts';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { TestRunner } from '../testing/runner.ts';

describe('the ancestors that a script sees of its event', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp({ allow: [] });
    runner = new TestRunner(opened.database, net);
  });
  afterAll(async () => {
    await runner.close();
    await net.close();
    await opened.close();
  });

  const given = async (workspaceId: Id, topic: string, parentId: Id | null): Promise<Id> => {
    const event = anEvent(workspaceId, topic);
    event.envelope.parent_id = parentId;
    await runner.route(event);
    return event.envelope.id;
  };
  const logsOf = async (workspaceId: Id, parentId: Id, script: string): Promise<string> => {
    const topic = 'user/child/created';
    await givenTask(opened.database, workspaceId, { script, subscriptions: [topic] });
    const id = await given(workspaceId, topic, parentId);
    await runner.drain();
    const reads = new EventReads(opened.database, new RunReads(opened.database));
    const shown = (await reads.get(workspaceId, id))!;
    return shown.task_runs[0]!.logs.text;
  };

  it('are the last five generations', async () => {
    const workspaceId = await givenWorkspace(opened.database);
    let parentId: Id | null = null;
    for (const topic of ['g6', 'g5', 'g4', 'g3', 'g2', 'g1']) {
      parentId = await given(workspaceId, `user/event/${topic}`, parentId);
    }

    const script =
      '{% assign up = event %}{% for i in (1..6) %}{% assign up = up.parent %}{% log up.topic %}{% endfor %}';

    expect(await logsOf(workspaceId, parentId!, script)).toBe(
      '["user/event/g1","user/event/g2","user/event/g3","user/event/g4","user/event/g5",null]',
    );
  });

  it('are never events of another Workspace', async () => {
    const foreign = await given(await givenWorkspace(opened.database), 'user/event/foreign', null);
    const workspaceId = await givenWorkspace(opened.database);

    expect(await logsOf(workspaceId, foreign, '{% log event.parent %}')).toBe('[null]');
  });
});
