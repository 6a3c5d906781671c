import type { TagToken } from 'liquidjs';
import type { JsonValue } from '@millwright/kernel';
import type { Emitter } from '../engine/emitters.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import type { Expression } from '../expressions/expression.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';
import { jsonTextOf } from '../values/json-text-of.ts';
import { parseValue } from '../values/parse-value.ts';
import { actionObject, controlsOf, isControl, type ActionControls } from './action-object.ts';
import { jsonOfBody, renderedBody } from './block-body.ts';
import { hashOf, readTagArguments, valuesOf } from './tag-arguments.ts';

type Given = { options: unknown; meta?: unknown };

/**
 * `{% action type, options… %}` or a block around JSON: prints one action object. With more than the type it is
 * inline; with control parameters alone it is still a block.
 */
export class ActionTag extends ScriptTag {
  private readonly type: Expression | undefined;
  private readonly positional: readonly Expression[];
  private readonly named: ReadonlyMap<string, Expression>;
  private readonly controls: ReadonlyMap<string, Expression>;
  private readonly body: readonly Template[] | undefined;

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    const { positional, named } = readTagArguments(this.markup, { commaOptionalAfter: 1 });
    [this.type, ...this.positional] = positional;
    this.named = new Map([...named].filter(([name]) => !isControl(name)));
    this.controls = new Map([...named].filter(([name]) => isControl(name)));
    if (!this.type && this.named.size > 0) {
      this.markup.fail('action: its type comes first, such as "http"');
    }
    if (this.positional.length > 0 && this.named.size > 0) {
      this.markup.fail('action: positional and named options cannot be mixed');
    }
    const isInline = this.positional.length > 0 || this.named.size > 0;
    this.body = isInline ? undefined : parser.readBranch(token, rest, ['endaction']).templates;
  }

  override render(run: RunContext, emitter: Emitter): void {
    const object = this.object(run, controlsOf(hashOf(this.controls, run)));
    if (object) emitter.write(`${jsonTextOf(object, run.meter)}\n`);
  }

  private object(run: RunContext, controls: ActionControls): Map<string, unknown> | undefined {
    if (!this.body) {
      return actionObject(this.type!.evaluate(run), this.inlineOptions(run), controls);
    }
    const body = renderedBody(this.body, run);
    if (body === undefined) return undefined;
    if (!this.type) return wholeAction(jsonOfBody(body, this.name, run.meter), controls);
    const type = this.type.evaluate(run);
    const options =
      type === 'shopify' ? queryOrJson(body, run.meter) : jsonOfBody(body, this.name, run.meter);
    return actionObject(type, { options }, controls);
  }

  private inlineOptions(run: RunContext): Given {
    if (this.named.size > 0) {
      const options = hashOf(this.named, run);
      return isExplicit(options)
        ? { options: options.get('options'), meta: options.get('meta') }
        : { options };
    }
    const values = valuesOf(this.positional, run);
    if (values.length === 1) return { options: values[0] };
    if (values.length === 2 && values[0] instanceof Map) {
      return { options: values[0], meta: values[1] };
    }
    return { options: values };
  }
}

/** Whether named arguments are exactly `options:`, or `options:` and `meta:`. */
const isExplicit = (named: ReadonlyMap<string, unknown>): boolean =>
  named.has('options') && (named.size === 1 || (named.size === 2 && named.has('meta')));

function wholeAction(body: JsonValue, controls: ActionControls): Map<string, unknown> {
  if (!(body instanceof Map)) {
    throw new LiquidRunError(
      'liquid_render',
      'action: without a type in the tag, its body must be an object with "type" and "options"',
    );
  }
  const { performEvent = body.get('perform_event'), ...meta } = controls;
  const given = { options: body.get('options') ?? null, meta: body.get('meta') };
  return actionObject(body.get('type'), given, {
    ...meta,
    ...(performEvent !== undefined && { performEvent }),
  });
}

/** The body of a shopify action: GraphQL text, unless it is a JSON object or array. */
function queryOrJson(body: string, meter: RunMeter): unknown {
  const text = body.trim();
  if (!/^[[{]/.test(text)) return text;
  try {
    return parseValue(text, meter);
  } catch (error) {
    if (error instanceof LiquidRunError) throw error;
    return text;
  }
}
