import type { TagToken } from 'liquidjs';
import { areBlank, withoutText } from '../engine/blank-blocks.ts';
import type { Emitter } from '../engine/emitters.ts';
import { renderTemplates } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import type { ScriptParser, Tokens } from '../engine/script-parser.ts';
import { markupOf, ScriptTag } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import { operandOf, type Expression } from '../expressions/expression.ts';
import type { Markup } from '../expressions/markup.ts';
import { readExpression } from '../expressions/read-expression.ts';
import { areEqual } from '../values/equality.ts';

interface Branch {
  /** None for `else`. */
  readonly values?: readonly Expression[];
  templates: readonly Template[];
}

/** `{% case %}`: every `when` with an equal value is printed, each at most once; `else` when there was none. */
export class CaseTag extends ScriptTag {
  private readonly subject: Expression;
  private readonly branches: Branch[] = [];
  private readonly hasText: boolean;

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    this.subject = readExpression(this.markup);
    expectNoFilter(this.markup);
    // What stands before the first `when` belongs to no branch.
    let { end } = parser.readBranch(token, rest, ['when', 'else', 'endcase']);
    while (end.name !== 'endcase') {
      const isElse = end.name === 'else';
      const values = isElse ? undefined : readValues(markupOf(end));
      const read = parser.readBranch(
        token,
        rest,
        isElse ? ['endcase'] : ['when', 'else', 'endcase'],
      );
      this.branches.push({ ...(values && { values }), templates: read.templates });
      end = read.end;
    }
    this.hasText = !this.branches.every(({ templates }) => areBlank(templates));
    if (this.hasText) return;
    for (const branch of this.branches) branch.templates = withoutText(branch.templates);
  }

  override get isBlank(): boolean {
    return !this.hasText;
  }

  override render(run: RunContext, emitter: Emitter): void {
    const subject = operandOf(this.subject, run);
    let hasMatched = false;
    for (const { values, templates } of this.branches) {
      const isMatch = values
        ? values.some((value) => areEqual(subject, operandOf(value, run), run.meter))
        : !hasMatched;
      if (!isMatch) continue;
      hasMatched = true;
      renderTemplates(templates, run, emitter);
      if (run.interrupt) return;
    }
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
