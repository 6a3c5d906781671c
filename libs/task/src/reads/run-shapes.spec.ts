import { newId } from '@millwright/kernel';
import { runShape, taskRunShape } from './run-shapes.ts';

const row = {
  id: newId(),
  state: 'succeeded',
  run_at: new Date(0),
  attempts: 1,
  started_at: new Date(1_000),
  stopped_at: new Date(1_250),
  error: null,
  result: '{"n":1.0}',
};

describe('the shape of a run', () => {
  it('has its result as exact text, and how long it took', () => {
    const shape = runShape(row);
    expect(shape).toMatchObject({ status: 'succeeded', elapsed_ms: 250, error: null });
    expect(shape.result?.text).toBe('{"n":1.0}');
  });

  it('took no time when two clocks disagree, and none is known before it has stopped', () => {
    expect(runShape({ ...row, stopped_at: new Date(900) }).elapsed_ms).toBe(0);
    expect(runShape({ ...row, stopped_at: null }).elapsed_ms).toBeNull();
  });

  it('of a task shows 16 digits of the hash, and no logs as an empty list', () => {
    const shape = taskRunShape(
      {
        ...row,
        event_id: newId(),
        task_id: newId(),
        task_path: 'f/a',
        task_version: 1,
        task_hash: 'ab'.repeat(32),
        subscription: 'user/a/b',
        logs: null,
      },
      [],
    );
    expect(shape.task_hash).toBe('abababababababab');
    expect(shape.logs.text).toBe('[]');
  });
});
