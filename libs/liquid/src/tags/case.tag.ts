import type { TagToken } from 'liquidjs';
import { silencedIfBlank, type Branch } from '../engine/blank-blocks.ts';
import type { Emitter } from '../engine/emitters.ts';
import { renderTemplates } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { placedAt } from '../engine/run-error.ts';
import { markupOf, ScriptTag } from '../engine/script-tag.ts';
import { operandOf, type Expression } from '../expressions/expression.ts';
import type { Markup } from '../expressions/markup.ts';
import { readExpression } from '../expressions/read-expression.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';
import { areEqual } from '../values/equality.ts';

interface WhenBranch extends Branch {
  readonly opener: TagToken;
  /** None for `else`. */
  readonly values?: readonly Expression[];
}

/** `{% case %}`: every `when` with an equal value is printed, each at most once; `else` when there was none. */
export class CaseTag extends ScriptTag {
  override readonly isBlank: boolean;
  private readonly subject: Expression;
  private readonly branches: WhenBranch[] = [];

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    this.subject = readExpression(this.markup);
    expectNoFilter(this.markup);
    // What stands before the first `when` belongs to no branch.
    let { end: opener } = parser.readBranch(token, rest, ['when', 'else', 'endcase']);
    while (opener.name !== 'endcase') {
      const isElse = opener.name === 'else';
      const values = isElse ? undefined : readValues(markupOf(opener));
      const ends = isElse ? ['endcase'] : ['when', 'else', 'endcase'];
      const { templates, end } = parser.readBranch(token, rest, ends);
      this.branches.push({ opener, ...(values && { values }), templates });
      opener = end;
    }
    this.isBlank = silencedIfBlank(this.branches);
  }

  override render(run: RunContext, emitter: Emitter): void {
    const subject = operandOf(this.subject, run);
    let hasMatched = false;
    for (const branch of this.branches) {
      if (branch.values ? !hasEqual(branch, subject, run) : hasMatched) continue;
      hasMatched = true;
      renderTemplates(branch.templates, run, emitter);
      if (run.interrupt) return;
    }
  }
}

function hasEqual({ opener, values = [] }: WhenBranch, subject: unknown, run: RunContext): boolean {
  try {
    return values.some((value) => areEqual(subject, operandOf(value, run), run.meter));
  } catch (error) {
    throw placedAt(opener, error, 'liquid_render');
  }
}

/** `a, b or c`. */
function readValues(markup: Markup): Expression[] {
  const values: Expression[] = [];
  do values.push(readExpression(markup));
  while (markup.takes(',') || markup.takesWord('or'));
  expectNoFilter(markup);
  return values;
}

function expectNoFilter(markup: Markup): void {
  if (markup.peek() === '|') markup.fail('filters are not allowed here: assign the value first');
  markup.expectEnd();
}
