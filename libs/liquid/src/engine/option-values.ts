import { parseJson } from '@millwright/kernel';
import { LiquidRunError, type RunError } from '../liquid.errors.ts';
import type { OptionSource } from '../render-request.ts';
import { liquidRunErrorOf } from './run-error.ts';

const NUMERIC = /^[+-]?\d+(?:\.\d+)?$/;

/** An option whose value could not be worked out. */
export class OptionRunError extends LiquidRunError {
  readonly key: string;

  constructor(key: string, cause: LiquidRunError) {
    super('options_invalid', `options.${key}: ${cause.message}`, cause.place, { cause });
    this.key = key;
  }

  override toRunError(): RunError {
    return { ...super.toRunError(), details: { key: this.key } };
  }
}

/** How a value is worked out. */
export interface OptionReader {
  /** Renders Liquid. @throws whatever rendering throws */
  text(source: string): string;
  /** A member of a variable of the script: a global, a reference to a secret. */
  member(variable: 'globals' | 'secrets', key: string): unknown;
}

/**
 * Works out the values of options and puts them into `variables.options`, which Liquid in them does not see: it is
 * there again when all are done. @throws OptionRunError
 */
export function giveOptions(
  variables: Record<string, unknown>,
  sources: readonly OptionSource[],
  read: OptionReader,
): void {
  const { options } = variables;
  delete variables['options'];
  const values = sources.map((source) => valueOf(source, read));
  if (!(options instanceof Map)) return;
  sources.forEach(({ key, member }, index) => {
    const value = values[index];
    if (member === undefined) options.set(key, value);
    else put(options.get(key), member, value);
  });
  variables['options'] = options;
}

function valueOf({ key, source, as }: OptionSource, read: OptionReader): unknown {
  try {
    if (as === 'global') return read.member('globals', source);
    if (as === 'secret') return read.member('secrets', source);
    const text = read.text(source);
    return as === 'number' ? numberIn(text) : text;
  } catch (error) {
    const cause = liquidRunErrorOf(error, 'liquid_render');
    throw cause.code === 'internal' ? cause : new OptionRunError(key, cause);
  }
}

/** What a number's text rendered to; nothing at all is nil. */
function numberIn(text: string): unknown {
  const digits = text.trim();
  if (digits === '') return null;
  if (NUMERIC.test(digits)) {
    return parseJson(digits.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1'));
  }
  throw new LiquidRunError(
    'liquid_render',
    `renders to "${digits.slice(0, 60)}", which is no number`,
  );
}

function put(container: unknown, member: string | number, value: unknown): void {
  if (Array.isArray(container)) container[member as number] = value;
  else if (container instanceof Map) container.set(member, value);
}
