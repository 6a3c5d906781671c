import { Tag, Value, type Liquid, type TagToken, type Token, type TopLevelToken } from 'liquidjs';
import { evaluated } from '../engine/evaluated.ts';
import type { RunContext } from '../engine/run-context.ts';
import { withValueAt } from '../values/nested-value.ts';
import { Emptiness } from '../values/emptiness.ts';

type Target = Token & { readonly props: readonly (Token & { readonly content?: unknown })[] };

/** `{% assign x = value | filters %}`, also into an array or a hash: `{% assign x["k"][0] = value %}`. */
export class AssignTag extends Tag {
  private readonly variable: string;
  private readonly path: readonly Token[];
  private readonly targetText: string;
  private readonly value: Value;

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid);
    const target = this.tokenizer.readScopeValue() as Target | undefined;
    const [root, ...path] = target?.props ?? [];
    this.tokenizer.assert(typeof root?.content === 'string', 'expected variable name');
    this.tokenizer.skipBlank();
    this.tokenizer.assert(this.tokenizer.peek() === '=', 'expected "="');
    this.tokenizer.advance();
    this.variable = root!.content as string;
    this.path = path;
    this.targetText = target!.getText();
    this.value = new Value(this.tokenizer.readFilteredValue(), liquid);
  }

  override *render(run: RunContext): Generator<unknown, void, unknown> {
    const given = yield this.value.value(run);
    const value = given instanceof Emptiness ? '' : given;
    if (this.path.length === 0) {
      run.bottom()[this.variable] = value;
      return;
    }
    const keys: unknown[] = [];
    for (const token of this.path) keys.push(yield* evaluated(token, run));
    const root = run.getSync([this.variable]);
    const changed = withValueAt(root, keys, value, this.targetText, run.meter);
    run.scopeOf(this.variable)[this.variable] = changed;
  }
}
