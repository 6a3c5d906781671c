import {
  Tag,
  type Emitter,
  type Liquid,
  type Parser,
  type TagToken,
  type Template,
  type TopLevelToken,
} from 'liquidjs';
import { evaluated } from '../engine/evaluated.ts';
import type { RunContext } from '../engine/run-context.ts';
import { jsonTextOf } from '../values/json-text-of.ts';
import { jsonOfBody, readBlockBody, renderedBody } from './block-body.ts';
import { hashOf, readTagArguments, valuesOf, type TagArguments } from './tag-arguments.ts';

/** A tag that prints `{"<its name>":value}`: the value comes from its arguments, or is the JSON that its body prints. */
export abstract class ValueTag extends Tag {
  private readonly given: TagArguments;
  private readonly body: Template[] | undefined;

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, rest, liquid);
    this.given = readTagArguments(this.tokenizer);
    const { positional, named } = this.given;
    this.tokenizer.assert(
      positional.length === 0 || named.size === 0,
      `${this.name}: positional and named values cannot be mixed`,
    );
    const isInline = positional.length > 0 || named.size > 0;
    this.body = isInline ? undefined : readBlockBody(token, rest, parser);
  }

  override *render(run: RunContext, emitter: Emitter): Generator<unknown, void, unknown> {
    const value = yield* this.value(run);
    if (value === undefined) return;
    emitter.write(`${jsonTextOf(new Map([[this.name, value]]), run.meter)}\n`);
  }

  private *value(run: RunContext): Generator<unknown, unknown, unknown> {
    if (this.body) {
      const text = yield* renderedBody(this.body, run);
      return text === undefined ? undefined : jsonOfBody(text, this.name, run.meter);
    }
    const { positional, named } = this.given;
    if (named.size > 0) return yield* hashOf(named, run);
    if (positional.length > 1) return yield* valuesOf(positional, run);
    return (yield* evaluated(positional[0]!, run)) ?? null;
  }
}
