import type { Emitter, Parser, TagToken, Template, TopLevelToken } from 'liquidjs';
import { JsonSyntaxError, type JsonValue } from '@millwright/kernel';
import { CaptureEmitter } from '../engine/emitters.ts';
import { renderer } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { parseValue } from '../values/parse-value.ts';

/** Reads the templates up to a tag's `end…` tag. @throws Error when there is none */
export function readBlockBody(tag: TagToken, rest: TopLevelToken[], parser: Parser): Template[] {
  const templates: Template[] = [];
  const stream = parser
    .parseStream(rest)
    .on('template', (template: Template) => void templates.push(template))
    .on(`tag:end${tag.name}`, () => void stream.stop())
    .on('end', () => {
      throw new Error(`tag ${tag.name} not closed: end${tag.name} is missing`);
    });
  stream.start();
  return templates;
}

/** What a block prints; undefined when a `break` or `continue` in it abandons the block. */
export function* renderedBody(
  templates: readonly Template[],
  run: RunContext,
): Generator<unknown, string | undefined, unknown> {
  const emitter: Emitter = new CaptureEmitter(run.meter);
  yield renderer.renderTemplates(templates, run, emitter);
  return run.breakCalled || run.continueCalled ? undefined : emitter.buffer;
}

/** The one JSON value that a block prints. @throws LiquidRunError that names the tag and the fault */
export function jsonOfBody(body: string, tagName: string, meter: RunMeter): JsonValue {
  try {
    return parseValue(body, meter);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const message = `${tagName}: its body is not one JSON value: ${error.message} of the body`;
    throw new LiquidRunError('liquid_render', message, undefined, { cause: error });
  }
}
