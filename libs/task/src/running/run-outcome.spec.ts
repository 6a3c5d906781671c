import {
  errorBeginning,
  errorText,
  isRetried,
  RESULT_LIMIT_BYTES,
  verdictOf,
} from './run-outcome.ts';

const rendered = { ok: true as const, actions: [], logs: ['"a"', '1.0'], errors: [], result: null };
const action = { type: 'echo', options: '1', meta: null, performEvent: true };

describe('the verdict on a rendering', () => {
  it('keeps logs, result and actions as they were rendered', () => {
    const verdict = verdictOf({ ...rendered, actions: [action], result: '{"n":1.0}' });
    expect(verdict).toEqual({
      error: null,
      result: '{"n":1.0}',
      labels: null,
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

  it('is stored as text that begins with the code of its error', () => {
    const text = errorText({ message: 'x', details: [1], code: 'task_error' });

    expect(text).toBe('{"code":"task_error","message":"x","details":[1]}');
    expect(text.startsWith(errorBeginning('task_error'))).toBe(true);
    expect(text.startsWith(errorBeginning('task'))).toBe(false);
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
      labels: null,
      logs: '[1]',
      actions: [],
    });
  });

  it.each(['network', 'timeout', 'remote_unavailable', 'rate_limited', 'lost', 'internal'])(
    'has %s tried again',
    (code) => {
      expect(isRetried(code)).toBe(true);
    },
  );

  it.each([
    ...['liquid_syntax', 'liquid_render', 'output_invalid', 'options_invalid', 'task_error'],
    ...['time_limit', 'memory_limit', 'output_limit', 'action_limit', 'size_limit'],
    ...['filter_failed', 'unknown_action', 'invalid_options', 'connection_missing'],
    ...['connection_rejected', 'secret_missing', 'address_forbidden', 'remote_rejected'],
    ...['echo_error', 'task_disabled', 'task_deleted', 'sequence_halted', 'loop_detected'],
    'cancelled',
  ])('never has %s tried again', (code) => {
    expect(isRetried(code)).toBe(false);
  });
});
