import { describe, expect, it } from '@jest/globals';
import { ACTION_RESULT_LIMIT_BYTES, endOf } from './perform-in-transaction.ts';

const textOf = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`;

describe('the end of an action run', () => {
  it('keeps a result up to the limit', () => {
    const result = textOf(ACTION_RESULT_LIMIT_BYTES);

    expect(endOf({ ok: true, result })).toMatchObject({ state: 'succeeded', result });
  });

  it('is a failure without result where that is larger, whatever came of it', () => {
    const result = textOf(ACTION_RESULT_LIMIT_BYTES + 1);
    const error = { code: 'remote_unavailable', message: 'later' };

    for (const outcome of [
      { ok: true, result } as const,
      { ok: false, error, retry: true, result } as const,
    ]) {
      const end = endOf(outcome);
      expect(end).toMatchObject({ state: 'failed', result: null });
      expect(end.error).toContain('size_limit');
    }
  });
});
