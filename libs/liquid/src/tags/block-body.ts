import { JsonSyntaxError, type JsonValue } from '@millwright/kernel';
import { captured } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import type { Template } from '../engine/template.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { parseValue } from '../values/parse-value.ts';

/** What a block prints; undefined when a `break` or `continue` in it abandons the block. */
export function renderedBody(templates: readonly Template[], run: RunContext): string | undefined {
  const text = captured(templates, run);
  return run.interrupt ? undefined : text;
}

/** The one JSON value that a block prints. @throws LiquidRunError that names the tag and the fault */
export function jsonOfBody(body: string, tagName: string, meter: RunMeter): JsonValue {
  try {
    return parseValue(trimmed(body), meter);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const message = `${tagName}: its body is not one JSON value: ${error.message} of the body`;
    throw new LiquidRunError('liquid_render', message, undefined, { cause: error });
  }
}

/** Without the whitespace around it that JSON does not know; places in it stay what they are. */
const trimmed = (body: string): string =>
  body.trimEnd().replace(/^\s+/, (space) => space.replace(/[^\n]/g, ' '));
