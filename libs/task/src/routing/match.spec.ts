import type { EventEnvelope } from '@millwright/contracts';
import { newId, type Id } from '@millwright/kernel';
import type { ActiveTask } from '../definitions/active-tasks.ts';
import { anEvent } from '../testing/given.ts';
import { matchesOf, USER_TRIGGER_TOPIC } from './match.ts';
import type { CompiledSubscription, TaskIndex } from './task-index.ts';

const TOPIC = 'user/a/b';
const workspaceId = newId();

const aTask = (fields: Partial<ActiveTask> = {}): ActiveTask => ({
  id: newId(),
  workspaceId,
  path: 'f/tasks/a',
  name: 'A',
  enabled: true,
  deleted: false,
  version: 1,
  hash: 'a'.repeat(64),
  subscriptions: [TOPIC],
  priority: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  epoch: 1,
  ...fields,
});

function indexOf(tasks: readonly ActiveTask[]): TaskIndex {
  const subscribers = (_workspaceId: Id, topic: string): CompiledSubscription[] =>
    tasks
      .filter(({ enabled, subscriptions }) => enabled && subscriptions.includes(topic))
      .map((task) => ({ task, subscription: { line: topic, key: topic, topic } }));
  const task = (id: Id) => tasks.find((each) => each.id === id);
  return { subscribers, task } as Partial<TaskIndex> as TaskIndex;
}

const eventFor = (topic: string, taskIds: Id[] | null = null): EventEnvelope =>
  anEvent(workspaceId, topic, { taskIds }).envelope;
const reached = (event: EventEnvelope, tasks: readonly ActiveTask[]): Id[] =>
  matchesOf(event, indexOf(tasks)).map(({ task }) => task.id);

describe('the tasks that an event reaches', () => {
  it('are those that subscribe to its topic', () => {
    const [one, other] = [aTask(), aTask({ subscriptions: ['user/a/c'] })];
    expect(reached(eventFor(TOPIC), [one, other])).toEqual([one.id]);
  });

  it('are only the named ones of them when it is bound for some', () => {
    const [one, two] = [aTask(), aTask()];
    expect(reached(eventFor(TOPIC, [two.id]), [one, two])).toEqual([two.id]);
    expect(reached(eventFor(TOPIC, []), [one, two])).toEqual([]);
  });

  it('by hand need not subscribe, but are enabled, of the same Workspace, and there', () => {
    const plain = aTask();
    const disabled = aTask({ enabled: false });
    const foreign = aTask({ workspaceId: newId() });
    const ids = [plain.id, plain.id, disabled.id, foreign.id, newId()];
    const event = eventFor(USER_TRIGGER_TOPIC, ids);

    expect(reached(event, [plain, disabled, foreign])).toEqual([plain.id]);
  });

  it('by hand are reached once where they do subscribe', () => {
    const task = aTask({ subscriptions: [USER_TRIGGER_TOPIC] });
    expect(reached(eventFor(USER_TRIGGER_TOPIC, [task.id]), [task])).toEqual([task.id]);
  });
});
