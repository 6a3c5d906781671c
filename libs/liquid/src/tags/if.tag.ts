import type { TagToken } from 'liquidjs';
import { silencedIfBlank, type Branch } from '../engine/blank-blocks.ts';
import type { Emitter } from '../engine/emitters.ts';
import { renderTemplates } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { placedAt } from '../engine/run-error.ts';
import { markupOf, ScriptTag } from '../engine/script-tag.ts';
import { readCondition, type Condition } from '../expressions/condition.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';

interface ConditionalBranch extends Branch {
  readonly opener: TagToken;
  /** None for `else`. */
  readonly condition?: Condition;
  /** Whether the condition has to fail. */
  readonly isNegated: boolean;
}

/** `{% if %}` or `{% unless %}` with `elsif` and `else`: prints the first branch whose condition holds. */
export class IfTag extends ScriptTag {
  override readonly isBlank: boolean;
  private readonly branches: ConditionalBranch[] = [];

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    const closer = `end${this.name}`;
    let opener = token;
    while (opener.name !== closer) {
      const isElse = opener.name === 'else';
      const condition = isElse ? undefined : readCondition(markupOf(opener));
      const isNegated = opener.name === 'unless';
      const ends = isElse ? [closer] : ['elsif', 'else', closer];
      const { templates, end } = parser.readBranch(token, rest, ends);
      this.branches.push({ opener, ...(condition && { condition }), isNegated, templates });
      opener = end;
    }
    this.isBlank = silencedIfBlank(this.branches);
  }

  override render(run: RunContext, emitter: Emitter): void {
    for (const branch of this.branches) {
      if (!isTaken(branch, run)) continue;
      renderTemplates(branch.templates, run, emitter);
      return;
    }
  }
}

function isTaken({ opener, condition, isNegated }: ConditionalBranch, run: RunContext): boolean {
  try {
    return !condition || condition.holds(run) !== isNegated;
  } catch (error) {
    throw placedAt(opener, error, 'liquid_render');
  }
}
