import type { TagToken } from 'liquidjs';
import type { Emitter } from '../engine/emitters.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';
import { jsonTextOf } from '../values/json-text-of.ts';
import { jsonOfBody, renderedBody } from './block-body.ts';
import { hashOf, readTagArguments, valuesOf, type TagArguments } from './tag-arguments.ts';

/** A tag that prints `{"<its name>":value}`: the value comes from its arguments, or is the JSON that its body prints. */
export abstract class ValueTag extends ScriptTag {
  private readonly given: TagArguments;
  private readonly body: readonly Template[] | undefined;

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    this.given = readTagArguments(this.markup);
    const { positional, named } = this.given;
    if (positional.length > 0 && named.size > 0) {
      this.markup.fail(`${this.name}: positional and named values cannot be mixed`);
    }
    const isInline = positional.length > 0 || named.size > 0;
    const end = `end${this.name}`;
    this.body = isInline ? undefined : parser.readBranch(token, rest, [end]).templates;
  }

  override render(run: RunContext, emitter: Emitter): void {
    const value = this.value(run);
    if (value === undefined) return;
    emitter.write(`${jsonTextOf(new Map([[this.name, value]]), run.meter)}\n`);
  }

  /** Undefined when the body was abandoned. */
  private value(run: RunContext): unknown {
    if (this.body) {
      const text = renderedBody(this.body, run);
      return text === undefined ? undefined : jsonOfBody(text, this.name, run.meter);
    }
    const { positional, named } = this.given;
    if (named.size > 0) return hashOf(named, run);
    const values = valuesOf(positional, run);
    return values.length > 1 ? values : values[0];
  }
}
