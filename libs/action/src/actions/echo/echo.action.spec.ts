import fc from 'fast-check';
import { parseJson, stringifyJson } from '@millwright/kernel';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { echo } from './echo.action.ts';

const perform = (options: string) => performAction('echo', options, contextOf());

actionConformance(echo, {
  open: async () => ({ context: contextOf() }),
  valid: () => ['{"a":1}', 'null', '"text"', '[1]', '{"__errors":1}'],
  refused: [],
  takesAnything: true,
});

it('gives back its options with every digit and the order of their keys', async () => {
  const options = '{"b":1.0,"1":12345678901234567890,"a":["\\u0000","\\ud800",1e400]}';

  expect(await perform(options)).toEqual({ ok: true, result: options });
});

it('gives back any JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ depthSize: 'small' }), async (text) => {
      const outcome = await perform(text);
      if (outcome.ok) expect(outcome.result).toBe(stringifyJson(parseJson(text)));
      else expect(outcome.error.code).toBe('echo_error');
    }),
  );
});

it.each([
  ['{"__error":"no stock"}', 'no stock'],
  ['{"__error":{"code":1.0}}', '{"code":1.0}'],
  ['{"__error":null,"a":1}', 'null'],
])('fails with the error of %s, for good', async (options, message) => {
  expect(await perform(options)).toEqual({
    ok: false,
    retry: false,
    error: { code: 'echo_error', message },
  });
});
