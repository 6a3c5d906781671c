import { expect, it } from '@jest/globals';
import { type ErrorKind, MillwrightError, newId } from '@millwright/kernel';
import type { Action, ActionContext, ActionOutcome } from '../action.ts';
import { checkAction, performAction } from '../perform-action.ts';
import type { ActionCase } from './action-case.ts';

/** The promises of actions whose effect is elsewhere: what happens between us and the other side. */
export function outsideConformance(action: Action, given: ActionCase): void {
  const perform = async (
    options: string,
    over: Partial<ActionContext> = {},
  ): Promise<ActionOutcome> => {
    const { context, close } = await given.open();
    try {
      return await performAction(action.name, options, { ...context, ...over });
    } finally {
      await close?.();
    }
  };

  const { hanging, idempotency, failures, tooLarge, effects } = given;

  if (hanging) {
    const stoppedBy = async (reason?: Error): Promise<ActionOutcome> => {
      const { options, asked } = hanging();
      const stop = new AbortController();
      const performing = perform(options, { signal: stop.signal });
      await asked();
      stop.abort(reason);
      return performing;
    };

    it('is stopped midway when its time is up', async () => {
      expect(await stoppedBy()).toMatchObject({
        ok: false,
        retry: true,
        error: { code: 'timeout' },
      });
    });

    it('is stopped midway when the runner stops, and says why', async () => {
      expect(await stoppedBy(new Stopping())).toMatchObject({
        ok: false,
        retry: true,
        error: { code: 'stopping' },
      });
    });
  }

  if (idempotency) {
    it('sends one key for all attempts of a run, and another for another run', async () => {
      const { options, keys } = idempotency();
      const [first, second] = [newId(), newId()];
      const before = keys().length;

      for (const actionRunId of [first, first, second]) await perform(options, { actionRunId });

      const [one, again, other] = keys().slice(before);
      expect(one).toEqual(expect.any(String));
      expect(again).toBe(one);
      expect(other).not.toBe(one);
    });
  }

  if (failures) {
    it('fails as what went wrong deserves: for good, to be tried again, or as a fault of ours', async () => {
      for (const { when, options, over, as } of failures()) {
        if (as === 'ours') {
          await expect(perform(options, over)).rejects.toThrow();
          continue;
        }
        const outcome = await perform(options, over);
        const { code, retry } = as;
        expect([when, outcome]).toMatchObject([when, { ok: false, retry, error: { code } }]);
        if (!outcome.ok) expect(outcome.error.message).not.toBe('');
      }
    });
  }

  if (tooLarge) {
    it('fails for good at more than may be sent or taken', async () => {
      for (const options of tooLarge()) {
        expect(await perform(options)).toMatchObject({
          ok: false,
          retry: false,
          error: { code: 'size_limit' },
        });
      }
    });
  }

  if (effects) {
    it('has no effect when it is only checked, for a preview', async () => {
      const before = await effects();

      for (const options of given.valid()) expect(checkAction(action.name, options)).toEqual([]);
      for (const { options } of given.refused) checkAction(action.name, options);

      expect(await effects()).toBe(before);
      // The count counts: performed, the action does have an effect.
      await perform(given.valid()[0]!);
      expect(await effects()).toBeGreaterThan(before);
    });
  }
}

const stopping: ErrorKind = { fault: 'ours', retry: true };

class Stopping extends MillwrightError {
  readonly code = 'stopping';

  constructor() {
    super('the runner is stopping', stopping);
  }
}
