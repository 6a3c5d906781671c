import { CodedError } from '../testing/coded-error.ts';
import { AfterAttemptError } from './after-attempt-error.ts';
import { AttemptError } from './attempt-error.ts';
import { BeforeAttemptError } from './before-attempt-error.ts';
import { inStage } from './in-stage.ts';
import { verdictOf } from './verdict.ts';

const mayHelp = new CodedError({ retry: true });
const cannotHelp = new CodedError({ retry: false });

describe('the verdict on a message', () => {
  it.each([
    ['nothing', undefined, 'ack'],
    ['a recorded attempt', new AttemptError(mayHelp), 'ack'],
    ['a recorded last attempt', new AttemptError(cannotHelp), 'ack'],
    ['nothing tried, which may help', new BeforeAttemptError(mayHelp), 'requeue'],
    ['nothing tried, which cannot help', new BeforeAttemptError(cannotHelp), 'dead'],
    ['an unrecorded attempt', new AfterAttemptError(mayHelp), 'requeue'],
    ['an unrecorded attempt that cannot help', new AfterAttemptError(cannotHelp), 'requeue'],
    ['a coded error of no stage', mayHelp, 'dead'],
    ['a bug', new TypeError('x'), 'dead'],
    ['a thrown text', 'x', 'dead'],
    ['a thrown null', null, 'dead'],
  ])('after %s', (_, error, kind) => {
    expect(verdictOf(error).kind).toBe(kind);
  });

  it('says why a message is parked', () => {
    expect(verdictOf(new BeforeAttemptError(cannotHelp))).toEqual({
      kind: 'dead',
      code: 'out_of_order',
      reason: 'the sprocket is bent',
    });
    expect(verdictOf('x')).toEqual({ kind: 'dead', code: 'unexpected_error', reason: 'x' });
  });

  it('keeps the reason short enough for a header', () => {
    expect(verdictOf(new Error('x'.repeat(1e6)))).toMatchObject({ reason: 'x'.repeat(2_000) });
  });
});

describe('a stage', () => {
  const failing = (error: unknown) => () => {
    throw error;
  };

  it('gives back what the work gives', async () => {
    await expect(inStage(BeforeAttemptError, () => 7)).resolves.toBe(7);
  });

  it('names itself on what has a code, and keeps code, fault, retry and cause', async () => {
    const thrown = inStage(AfterAttemptError, failing(mayHelp));

    await expect(thrown).rejects.toThrow(AfterAttemptError);
    await expect(thrown).rejects.toMatchObject({
      name: 'AfterAttemptError',
      code: 'out_of_order',
      fault: 'ours',
      retry: true,
      cause: mayHelp,
    });
  });

  it('lets pass what has no code, and what was named before', async () => {
    const bug = new TypeError('x');
    const named = new AttemptError(mayHelp);

    await expect(inStage(BeforeAttemptError, failing(bug))).rejects.toBe(bug);
    await expect(inStage(BeforeAttemptError, failing(named))).rejects.toBe(named);
  });
});
