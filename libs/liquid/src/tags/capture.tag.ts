import type { TagToken } from 'liquidjs';
import { captured } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';

/** `{% capture x %}`: what it prints becomes a variable. Its name may be quoted. */
export class CaptureTag extends ScriptTag {
  override readonly isBlank = true;
  private readonly variable: string;
  private readonly templates: readonly Template[];

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    const name = this.markup.quoted() ?? this.markup.name();
    this.variable = name || this.markup.fail(`a name is expected, found ${this.markup.rest()}`);
    this.markup.expectEnd();
    this.templates = parser.readBranch(token, rest, ['endcapture']).templates;
  }

  override render(run: RunContext): void {
    run.assign(this.variable, captured(this.templates, run));
  }
}
