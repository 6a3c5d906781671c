import { errorText, isRetried, RESULT_LIMIT_BYTES, verdictOf } from './run-outcome.ts';

const rendered = { ok: true as const, actions: [], logs: ['"a"', '1.0'], errors: [], result: null };
const action = { type: 'echo', options: '1', meta: null, performEvent: true };

describe('the verdict on a rendering', () => {
  it('keeps logs, result and actions as they were rendered', () => {
    const verdict = verdictOf({ ...rendered, actions: [action], result: '{"n":1.0}' });
    expect(verdict).toEqual({
      error: null,
      result: '{"n":1.0}',
      logs: '["a",1.0]',
      actions: [action],
    });
  });

  it('fails a run with an error object, and performs none of its actions', () => {
    const verdict = verdictOf({ ...rendered, actions: [action], errors: ['"No address"'] });
    expect(verdict).toMatchObject({
      error: { code: 'task_error', message: 'No address' },
      actions: [],
    });
  });

  it('takes the first of several error objects for the message, and keeps all', () => {
    const { error } = verdictOf({ ...rendered, errors: ['{"a":1.0}', '"b"'] });
    expect(error).toMatchObject({ code: 'task_error', message: '{"a":1.0}' });
    expect(errorText(error!)).toBe(
      '{"code":"task_error","message":"{\\"a\\":1.0}","details":[{"a":1.0},"b"]}',
    );
  });

  it('fails a run whose result is too large', () => {
    const { error } = verdictOf({ ...rendered, result: `"${'x'.repeat(RESULT_LIMIT_BYTES)}"` });
    expect(error?.code).toBe('size_limit');
  });

  it('keeps the logs of a rendering that failed', () => {
    const error = { code: 'liquid_render', message: 'x', line: 1, column: 2 };
    expect(verdictOf({ ok: false, error, logs: ['1'] })).toEqual({
      error,
      result: null,
      logs: '[1]',
      actions: [],
    });
  });

  it('has infrastructure tried again, and nothing that a user must mend', () => {
    expect(['lost', 'internal', 'network', 'timeout'].every(isRetried)).toBe(true);
    expect(['liquid_render', 'time_limit', 'task_error', 'invalid_options'].some(isRetried)).toBe(
      false,
    );
  });
});
