import { TablerowTag as TheirTablerowTag, type Emitter } from 'liquidjs';
import { evaluated } from '../engine/evaluated.ts';
import { renderer } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { HostObject } from '../values/host-object.ts';
import { Forloop } from './forloop.ts';
import { loopItemsOf, wholeNumberOf } from './loop-items.ts';

/** `{% tablerow x in items cols: n %}`: an HTML table's rows and cells. */
export class TablerowTag extends TheirTablerowTag {
  override *render(run: RunContext, emitter: Emitter): Generator<unknown, void, unknown> {
    const items = loopItemsOf(yield* evaluated(this.collection, run), run);
    const first = (yield* this.number('offset', run)) ?? 0;
    const count = (yield* this.number('limit', run)) ?? items.length;
    const end = Math.min(items.length, first + count);
    const columns = (yield* this.number('cols', run)) || Math.max(end - first, 1);
    const loop = new Tablerowloop(new Forloop(Math.max(0, end - first), '', undefined), columns);
    const scope = Object.create(null) as Record<string, unknown>;
    scope['tablerowloop'] = loop;
    run.push(scope);
    emitter.write('<tr class="row1">\n');
    for (let at = first; at < end && !run.breakCalled; at += 1) {
      run.meter.tick();
      loop.loop.index0 = at - first;
      if (at > first && loop.column0 === 0) emitter.write(`</tr>\n<tr class="row${loop.row}">`);
      scope[this.variable] = items.at(at);
      emitter.write(`<td class="col${loop.column0 + 1}">`);
      yield renderer.renderTemplates(this.templates, run, emitter);
      emitter.write('</td>');
      run.continueCalled = false;
    }
    run.breakCalled = false;
    emitter.write('</tr>\n');
    run.pop();
  }

  private *number(name: string, run: RunContext): Generator<unknown, number | undefined, unknown> {
    const token = this.args.hash[name];
    return token && wholeNumberOf(yield* evaluated(token, run));
  }
}

/** `tablerowloop`: a forloop that knows rows and columns. */
class Tablerowloop extends HostObject {
  readonly loop: Forloop;
  private readonly columns: number;

  constructor(loop: Forloop, columns: number) {
    super();
    this.loop = loop;
    this.columns = columns;
  }

  get column0(): number {
    return this.loop.index0 % this.columns;
  }

  get row(): number {
    return Math.floor(this.loop.index0 / this.columns) + 1;
  }

  override attribute(name: string): unknown {
    switch (name) {
      case 'row':
        return this.row;
      case 'col':
        return this.column0 + 1;
      case 'col0':
        return this.column0;
      case 'col_first':
        return this.column0 === 0;
      case 'col_last':
        return this.column0 === this.columns - 1;
      default:
        return this.loop.attribute(name);
    }
  }
}
