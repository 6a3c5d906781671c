import { describe, expect, it } from '@jest/globals';
import { until } from './until.ts';

describe('waiting for a condition', () => {
  it('ends with what the condition answers, however often it said no before', async () => {
    const answers = [undefined, null, false, 'yes'] as const;
    let asked = 0;

    await expect(until(() => answers[asked++])).resolves.toBe('yes');
  });

  it('takes an error for a no', async () => {
    let asked = 0;

    const waited = until(async () => {
      asked += 1;
      if (asked < 3) throw new Error('not yet');
      return asked;
    });

    await expect(waited).resolves.toBe(3);
  });

  it('ends in an error that names what was waited for and why it was not', async () => {
    const cause = new Error('the broker is away');

    const waited = until(() => Promise.reject(cause), { timeoutMs: 20, what: 'the broker' });

    await expect(waited).rejects.toMatchObject({
      message: 'Waited 20 ms in vain for the broker.',
      cause,
    });
  });
});
