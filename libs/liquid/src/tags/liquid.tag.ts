import type { TagToken } from 'liquidjs';
import { areBlank } from '../engine/blank-blocks.ts';
import type { Emitter } from '../engine/emitters.ts';
import { renderTemplates } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';
import { lineTokensOf } from '../parsing/script-tokenizer.ts';
import { TokenQueue } from '../parsing/token-queue.ts';

/** `{% liquid %}`: a tag on each line, without marks; blocks span lines. */
export class LiquidTag extends ScriptTag {
  override readonly isBlank: boolean;
  private readonly templates: readonly Template[];

  constructor(token: TagToken, _rest: Tokens, parser: ScriptParser) {
    super(token);
    const { source, at, end } = this.markup;
    this.templates = parser.readAll(new TokenQueue(lineTokensOf(source, at, end)));
    this.isBlank = areBlank(this.templates);
  }

  override render(run: RunContext, emitter: Emitter): void {
    renderTemplates(this.templates, run, emitter);
  }
}
