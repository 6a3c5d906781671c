import type { TagToken } from 'liquidjs';
import { areBlank, withoutText } from '../engine/blank-blocks.ts';
import type { Emitter } from '../engine/emitters.ts';
import { renderTemplates } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import type { ScriptParser, Tokens } from '../engine/script-parser.ts';
import { markupOf, ScriptTag } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import { readCondition, type Condition } from '../expressions/condition.ts';

interface Branch {
  /** None for `else`. */
  readonly condition?: Condition;
  /** Whether the condition has to fail. */
  readonly isNegated: boolean;
  templates: readonly Template[];
}

/** `{% if %}` or `{% unless %}` with `elsif` and `else`: prints the first branch whose condition holds. */
export class IfTag extends ScriptTag {
  private readonly branches: Branch[] = [];
  private readonly hasText: boolean;

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    const end = `end${this.name}`;
    let opener = token;
    while (opener.name !== end) {
      const isElse = opener.name === 'else';
      const condition = isElse ? undefined : readCondition(markupOf(opener));
      const isNegated = opener.name === 'unless';
      const read = parser.readBranch(token, rest, isElse ? [end] : ['elsif', 'else', end]);
      this.branches.push({ ...(condition && { condition }), isNegated, templates: read.templates });
      opener = read.end;
    }
    this.hasText = !this.branches.every(({ templates }) => areBlank(templates));
    if (this.hasText) return;
    for (const branch of this.branches) branch.templates = withoutText(branch.templates);
  }

  override get isBlank(): boolean {
    return !this.hasText;
  }

  override render(run: RunContext, emitter: Emitter): void {
    for (const { condition, isNegated, templates } of this.branches) {
      if (condition && condition.holds(run) === isNegated) continue;
      renderTemplates(templates, run, emitter);
      return;
    }
  }
}
