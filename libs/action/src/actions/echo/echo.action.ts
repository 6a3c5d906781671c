import { stringifyJson } from '@millwright/kernel';
import type { Action } from '../../action.ts';
import { failed, succeeded } from '../../outcome.ts';
import { type EchoOptions, echoOptions } from './echo.options.ts';

/** Gives its options back as its result, or fails with the error that they name: for trying things out. */
export const echo = {
  name: 'echo',
  where: 'result',
  options: echoOptions,
  perform({ value }) {
    if (!(value instanceof Map) || !value.has('__error')) return Promise.resolve(succeeded(value));
    const error = value.get('__error')!;
    const message = typeof error === 'string' ? error : stringifyJson(error);
    return Promise.resolve(failed('echo_error', message));
  },
} satisfies Action<EchoOptions>;
