import { RawJson } from '@millwright/kernel';
import { failedResultOf } from './failed-result.ts';
import { jobErrorOf, type JobError } from './job-error.ts';

const resultOf = (error: JobError) => JSON.parse(failedResultOf(error).text);
const details = (json: string) => new RawJson(json);

describe('the result of a failed run', () => {
  it.each([
    ['task_error', 'TaskError'],
    ['liquid_syntax', 'LiquidParseError'],
    ['liquid_render', 'LiquidRenderError'],
    ['options_invalid', 'LiquidRenderError'],
    ['output_invalid', 'InvalidOutputError'],
    ['time_limit', 'LimitError'],
    ['memory_limit', 'LimitError'],
    ['output_limit', 'LimitError'],
    ['action_limit', 'LimitError'],
    ['size_limit', 'LimitError'],
    ['cancelled', 'Canceled'],
    ['wm_failure', 'WmFailure'],
    ['internal', 'RunError'],
    ['loop_detected', 'RunError'],
    ['__proto__', 'RunError'],
  ])('names %s %s', (code, name) => {
    const { error } = resultOf({ code, message: 'what happened' });

    expect(error).toMatchObject({ name, code, stack: expect.any(String) });
    expect(error.message).toContain('what happened');
  });

  it.each<[string, JobError, Record<string, unknown>]>([
    ['a text', { code: 'task_error', message: 'no stock' }, { message: 'no stock' }],
    [
      'an object with a message',
      {
        code: 'task_error',
        message: '{"message":"m","n":1.0}',
        details: details('{"message":"m","n":1.0}'),
      },
      { message: 'm', details: { message: 'm', n: 1 } },
    ],
    [
      'an object whose message is no text',
      { code: 'task_error', message: '{"message":7}', details: details('{"message":7}') },
      { message: '{"message":7}', details: { message: 7 } },
    ],
    [
      'a list',
      { code: 'task_error', message: '[{"message":"m"}]', details: details('[{"message":"m"}]') },
      { message: '[{"message":"m"}]', details: [{ message: 'm' }] },
    ],
    [
      'several, the first an object',
      { code: 'task_error', message: '{"message":"m"}', details: details('[{"message":"m"},"b"]') },
      { message: 'm', details: [{ message: 'm' }, 'b'] },
    ],
    [
      'several, the first a text that looks like one',
      {
        code: 'task_error',
        message: '{"message":"m"}',
        details: details('["{\\"message\\":\\"m\\"}","b"]'),
      },
      { message: '{"message":"m"}', details: ['{"message":"m"}', 'b'] },
    ],
    [
      'null',
      { code: 'task_error', message: 'null', details: details('null') },
      { message: 'null', details: null },
    ],
  ])('tells what a task said by %s', (_what, error, expected) => {
    expect(resultOf(error)).toEqual({
      error: { name: 'TaskError', stack: '', code: 'task_error', ...expected },
    });
  });

  it('says where in the script it happened', () => {
    const { error } = resultOf({
      code: 'liquid_render',
      message: 'no such filter',
      line: 3,
      column: 7,
    });

    expect(error).toEqual({
      name: 'LiquidRenderError',
      message: 'no such filter',
      stack: 'line 3, column 7',
      code: 'liquid_render',
    });
  });

  it('says which limit it was, and its value', () => {
    const { error } = resultOf({
      code: 'time_limit',
      message: 'longer than 2000 ms',
      line: 2,
      column: 1,
    });

    expect(error.stack).toBe('time_limit: longer than 2000 ms\nline 2, column 1');
  });

  it('says who cancelled it and why', () => {
    const reason = 'http connection broke';
    const cancelled = {
      code: 'cancelled',
      message: 'cancelled',
      details: { reason, canceler: 'admin' },
    };

    expect(resultOf(cancelled).error).toEqual({
      name: 'Canceled',
      message: 'Job canceled: http connection broke by admin',
      stack: '',
      code: 'cancelled',
      reason,
      canceler: 'admin',
    });
    expect(resultOf({ code: 'cancelled', message: 'cancelled by hand' }).error).toMatchObject({
      message: 'Job canceled: cancelled by hand',
      reason: 'cancelled by hand',
    });
  });

  it('keeps the digits of what a task said, from the stored text on', () => {
    const stored =
      '{"code":"task_error","message":"{\\"n\\":1.0}","details":{"n":1.0,"big":12345678901234567890}}';

    expect(failedResultOf(jobErrorOf(stored)).text).toContain(
      '{"n":1.0,"big":12345678901234567890}',
    );
  });
});

describe('a stored error', () => {
  it('is read with its place', () => {
    expect(jobErrorOf('{"code":"liquid_syntax","message":"m","line":1,"column":2}')).toEqual({
      code: 'liquid_syntax',
      message: 'm',
      line: 1,
      column: 2,
    });
  });

  it('is ours when it is none', () => {
    expect(jobErrorOf('"x"')).toEqual({ code: 'internal', message: '"x"' });
  });
});
