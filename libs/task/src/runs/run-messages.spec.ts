import {
  actionRunRequested,
  decodeMessage,
  eventReceived,
  taskRunRequested,
} from '@millwright/contracts';
import { INLINE_LIMIT_BYTES } from '@millwright/event';
import { newId } from '@millwright/kernel';
import { anEvent } from '../testing/given.ts';
import { idsBeside } from './ids-beside.ts';
import { taskRunMessage, workMessage } from './run-messages.ts';

const head = {
  run_id: newId(),
  round: 0,
  workspace_id: newId(),
  event_id: newId(),
  task_id: newId(),
  task_version: 3,
};
const item = { id: newId(), workspaceId: newId(), eventId: newId(), taskId: newId(), round: 2 };

describe('the message of a task run', () => {
  it('has its event along, exactly, while that is small', () => {
    const { queue, body } = taskRunMessage(head, 0, anEvent(newId(), 'user/a/b'));

    expect(queue).toBe('task-runs.high');
    expect(decodeMessage(taskRunRequested, body).data?.text).toBe('{"a":1.0}');
  });

  it('only names an event that is large', () => {
    const event = anEvent(newId(), 'user/a/b', { data: `"${'x'.repeat(INLINE_LIMIT_BYTES)}"` });

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

  it('of an event is a hint by its id', () => {
    const { body } = workMessage({ ...item, kind: 'event', priority: 1 });
    expect(decodeMessage(eventReceived, body).head).toMatchObject({
      event_id: item.id,
      stored: true,
    });
  });
});

describe('the ids beside an id', () => {
  it('bound all of the same millisecond', () => {
    const id = newId();
    const [lowest, highest] = idsBeside(id);
    expect(lowest < id && id < highest).toBe(true);
    expect(lowest.slice(0, 13)).toBe(highest.slice(0, 13));
  });
});
