import {
  actionRunRequested,
  decodeMessage,
  eventReceived,
  taskRunRequested,
} from '@millwright/contracts';
import { newId, RawJson } from '@millwright/kernel';
import { INLINE_LIMIT_BYTES } from '../event.store.ts';
import { taskRunMessage, workMessage } from './work-messages.ts';

const head = {
  run_id: newId(),
  round: 0,
  workspace_id: newId(),
  event_id: newId(),
  task_id: newId(),
  task_version: 3,
};
const item = {
  id: newId(),
  workspaceId: newId(),
  eventId: newId(),
  taskId: newId(),
  round: 2,
  pinnedVersion: null,
};
const anEvent = (data = '{"a":1.0}') => ({
  envelope: {
    id: newId(),
    workspace_id: newId(),
    topic: 'user/a/b',
    source: 'webhook',
    created_at: new Date().toISOString(),
    webhook_id: null,
    provider: null,
    provider_event: null,
    request_id: null,
    parent_id: null,
    replay_of: null,
    task_ids: null,
  },
  data: new RawJson(data),
});

describe('the message of a task run', () => {
  it('has its event along, exactly, while that is small', () => {
    const { queue, body } = taskRunMessage(head, 0, anEvent());

    expect(queue).toBe('task-runs.high');
    expect(decodeMessage(taskRunRequested, body).data?.text).toBe('{"a":1.0}');
  });

  it('only names an event that is large', () => {
    const event = anEvent(`"${'x'.repeat(INLINE_LIMIT_BYTES)}"`);

    const { data, head: sent } = decodeMessage(
      taskRunRequested,
      taskRunMessage(head, 1, event).body,
    );

    expect([data, sent.event]).toEqual([undefined, undefined]);
    expect(sent.event_id).toBe(head.event_id);
  });
});

describe('the message of work that is due', () => {
  it('goes to the queue of its kind and priority, with its round', () => {
    const task = workMessage({ ...item, kind: 'task', priority: 2 });
    const action = workMessage({ ...item, kind: 'action', priority: 0 });

    expect([task.queue, action.queue]).toEqual(['task-runs.low', 'action-runs.high']);
    expect(decodeMessage(taskRunRequested, task.body).head).toMatchObject({
      round: 2,
      task_version: 0,
    });
    expect(decodeMessage(actionRunRequested, action.body).head).toMatchObject({ round: 2 });
  });

  it('of a task run names the version that its caller asked for', () => {
    const { body } = workMessage({ ...item, kind: 'task', priority: 1, pinnedVersion: 4 });

    expect(decodeMessage(taskRunRequested, body).head).toMatchObject({ pinned_version: 4 });
  });

  it('of an event is a hint by its id', () => {
    const { body } = workMessage({ ...item, kind: 'event', priority: 1 });
    expect(decodeMessage(eventReceived, body).head).toMatchObject({
      event_id: item.id,
      stored: true,
    });
  });
});
