import type { TagToken } from 'liquidjs';
import type { Emitter } from '../engine/emitters.ts';
import { captured } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';

/** `{% ifchanged %}`: prints its content unless the last `ifchanged` of the script printed the same. */
export class IfchangedTag extends ScriptTag {
  private readonly templates: readonly Template[];

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    this.markup.expectEnd();
    this.templates = parser.readBranch(token, rest, ['endifchanged']).templates;
  }

  override render(run: RunContext, emitter: Emitter): void {
    const text = captured(this.templates, run);
    if (text === run.registers.lastPrinted) return;
    run.registers.lastPrinted = text;
    emitter.write(text);
  }
}
