import {
  Tag,
  type Emitter,
  type Liquid,
  type Parser,
  type TagToken,
  type Template,
  type Token,
  type TopLevelToken,
} from 'liquidjs';
import type { JsonValue } from '@millwright/kernel';
import { evaluated } from '../engine/evaluated.ts';
import type { RunContext } from '../engine/run-context.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { jsonTextOf } from '../values/json-text-of.ts';
import { parseValue } from '../values/parse-value.ts';
import { actionObject, controlsOf, isControl, type ActionControls } from './action-object.ts';
import { jsonOfBody, readBlockBody, renderedBody } from './block-body.ts';
import { hashOf, readTagArguments, valuesOf } from './tag-arguments.ts';

type Given = { options: unknown; meta?: unknown };

/**
 * `{% action type, options… %}` or a block around JSON: prints one action object. With more than the type it is
 * inline; with control parameters alone it is still a block.
 */
export class ActionTag extends Tag {
  private readonly type: Token | undefined;
  private readonly positional: readonly Token[];
  private readonly named: ReadonlyMap<string, Token>;
  private readonly controls: ReadonlyMap<string, Token>;
  private readonly body: Template[] | undefined;

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, rest, liquid);
    const { positional, named } = readTagArguments(this.tokenizer);
    [this.type, ...this.positional] = positional;
    this.named = new Map([...named].filter(([name]) => !isControl(name)));
    this.controls = new Map([...named].filter(([name]) => isControl(name)));
    const isInline = this.positional.length > 0 || this.named.size > 0;
    this.tokenizer.assert(this.type || !isInline, 'action: its type comes first, such as "http"');
    this.tokenizer.assert(
      this.positional.length === 0 || this.named.size === 0,
      'action: positional and named options cannot be mixed',
    );
    this.body = isInline ? undefined : readBlockBody(token, rest, parser);
  }

  override *render(run: RunContext, emitter: Emitter): Generator<unknown, void, unknown> {
    const controls = controlsOf(yield* hashOf(this.controls, run));
    const object = yield* this.object(run, controls);
    if (object) emitter.write(`${jsonTextOf(object, run.meter)}\n`);
  }

  private *object(run: RunContext, controls: ActionControls) {
    if (!this.body) {
      const type = yield* evaluated(this.type!, run);
      return actionObject(type, yield* this.inlineOptions(run), controls);
    }
    const body = yield* renderedBody(this.body, run);
    if (body === undefined) return undefined;
    if (!this.type) return wholeAction(jsonOfBody(body, this.name, run.meter), controls);
    const type = yield* evaluated(this.type, run);
    const options =
      type === 'shopify' ? queryOrJson(body, run.meter) : jsonOfBody(body, this.name, run.meter);
    return actionObject(type, { options }, controls);
  }

  private *inlineOptions(run: RunContext): Generator<unknown, Given, unknown> {
    if (this.named.size > 0) {
      const options = yield* hashOf(this.named, run);
      return isExplicit(options)
        ? { options: options.get('options'), meta: options.get('meta') }
        : { options };
    }
    const values = yield* valuesOf(this.positional, run);
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
