import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { TestRunner } from '../testing/runner.ts';
import { EventReads } from './event-reads.ts';
import { RunReads } from './run-reads.ts';

const page = { limit: 10 };

describe('the lists of runs', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let reads: RunReads;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp({ allow: [] });
    runner = new TestRunner(opened.database, net);
    reads = new RunReads(opened.database);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterAll(async () => {
    await runner.close();
    await net.close();
    await opened.close();
  });

  it('tell open from final runs by their state, and find those of one event', async () => {
    await givenTask(opened.database, workspaceId, {
      subscriptions: ['user/a/b', 'user/a/b+1.day'],
      script: '{% action "echo", 1 %}{% action "echo", __error: "no" %}',
    });
    const event = anEvent(workspaceId, 'user/a/b');
    await runner.route(event);
    await runner.drain();
    const tasks = async (filters: object) =>
      (await reads.taskRuns(workspaceId, filters, page)).items.map((run) => run.status);
    const actions = async (filters: object) =>
      (await reads.actionRuns(workspaceId, filters, page)).items.map((run) => run.status);

    expect(await tasks({ status: 'scheduled' })).toEqual(['scheduled']);
    expect(await tasks({ status: 'succeeded' })).toEqual(['succeeded']);
    expect(await tasks({ status: 'due' })).toEqual([]);
    expect(await tasks({ event_id: event.envelope.id })).toHaveLength(2);
    expect(await actions({ status: 'failed' })).toEqual(['failed']);
    expect(await actions({ event_id: event.envelope.id })).toHaveLength(2);
  });

  it('bear times that no id can have', async () => {
    const times = { created_from: new Date(-8.64e15), created_to: new Date(8.64e15) };

    expect((await reads.taskRuns(workspaceId, times, page)).items).toHaveLength(2);
    const events = new EventReads(opened.database, reads);
    expect((await events.list(workspaceId, times, page)).items).toHaveLength(1);
  });
});
