import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson, stringifyJson, validateJson } from '@millwright/kernel';
import type { Action, ActionContext, ActionOutcome } from '../action.ts';
import { performAction } from '../perform-action.ts';
import { actionNamed } from '../registry.ts';
import type { ActionCase } from './action-case.ts';
import { outsideConformance } from './outside.conformance.ts';

export type { ActionCase } from './action-case.ts';

/** The promises of every action; run it against each. */
export function actionConformance(action: Action, given: ActionCase): void {
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

  describe(`the ${action.name} action keeps the promises of an action`, () => {
    it('is in the list', () => {
      expect(actionNamed(action.name)).toBe(action);
    });

    it('answers JSON text', async () => {
      for (const options of given.valid()) {
        const outcome = await perform(options);

        expect(outcome).toMatchObject({ ok: true });
        if (outcome.ok) expect(() => validateJson(outcome.result)).not.toThrow();
      }
    });

    it('refuses bad options for good, and names each by its path', async () => {
      for (const { options, path } of given.refused) {
        const outcome = await perform(options);

        expect(outcome).toMatchObject({ ok: false, retry: false });
        if (outcome.ok) continue;
        expect(['invalid_options', 'size_limit']).toContain(outcome.error.code);
        expect(outcome.error.message).toContain(`${path}: `);
        expect(outcome.error.details).toMatchObject({ faults: expect.any(Array) });
      }
    });

    it('refuses options that are not JSON', async () => {
      expect(await perform('{"a":')).toMatchObject({
        ok: false,
        error: { code: 'invalid_options' },
      });
    });

    it('reads any JSON without throwing, and gives every fault a path', () => {
      fc.assert(
        fc.property(fc.json(), (text) => {
          const reading = action.options.read(parseJson(text));
          if (reading.ok) return;
          expect(reading.faults.length).toBeGreaterThan(0);
          for (const { path, message } of reading.faults) {
            expect(path).toMatch(/^options/);
            expect(message).not.toBe('');
          }
        }),
      );
    });

    it('does nothing once it is aborted', async () => {
      const signal = AbortSignal.abort();

      for (const options of given.valid()) {
        expect(await perform(options, { signal })).toMatchObject({
          ok: false,
          retry: true,
          error: { code: 'timeout' },
        });
      }
    });

    outsideConformance(action, given);

    if (given.takesAnything !== true) {
      it('ignores unknown options, with a warning', async () => {
        const [options] = given.valid().filter((text) => text.startsWith('{'));
        const value = parseJson(options!) as Map<string, unknown>;
        const [command] = value.values();
        (command instanceof Map ? command : value).set('surprise', true);

        const outcome = await perform(stringifyJson(value));

        expect(outcome.ok).toBe(true);
        expect(outcome.warnings?.join()).toContain('surprise: unknown option, ignored');
      });
    }

    if (!given.secret) return;
    const { secret: withSecret } = given;

    it('shows no secret in result, error or warnings', async () => {
      const { options, secret } = withSecret();

      const outcome = await perform(options);

      expect(stringifyJson(outcome)).not.toContain(secret);
    });
  });
}
