import { ForTag as TheirForTag, type Emitter } from 'liquidjs';
import { evaluated } from '../engine/evaluated.ts';
import { renderer } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { Forloop } from './forloop.ts';
import { loopItemsOf, wholeNumberOf } from './loop-items.ts';

/** `{% for x in items [reversed] [limit: n] [offset: n] %}`: offset, then limit, then reversed. */
export class ForTag extends TheirForTag {
  override *render(run: RunContext, emitter: Emitter): Generator<unknown, void, Template[]> {
    const items = loopItemsOf(yield* evaluated(this.collection, run), run);
    const name = `${this.variable}-${this.collection.getText()}`;
    const [first, end] = yield* this.bounds(items.length, `continue-${name}`, run);
    if (first >= end) {
      yield renderer.renderTemplates(this.elseTemplates, run, emitter);
      return;
    }
    const isReversed = 'reversed' in this.hash.hash;
    const scope = Object.create(null) as Record<string, unknown>;
    const forloop = new Forloop(end - first, name, parentLoopOf(run));
    scope['forloop'] = forloop;
    run.push(scope);
    for (let at = first; at < end; at += 1) {
      run.meter.tick();
      forloop.index0 = at - first;
      scope[this.variable] = items.at(isReversed ? end - 1 - forloop.index0 : at);
      yield renderer.renderTemplates(this.templates, run, emitter);
      run.continueCalled = false;
      if (run.breakCalled) break;
    }
    run.breakCalled = false;
    run.pop();
  }

  private *bounds(
    length: number,
    register: string,
    run: RunContext,
  ): Generator<unknown, [number, number], unknown> {
    const { offset, limit } = this.hash.hash;
    const continues = offset?.getText() === 'continue';
    const first = continues
      ? (run.getRegister<number>(register) ?? 0)
      : (wholeNumberOf(offset && (yield* evaluated(offset, run))) ?? 0);
    const count = wholeNumberOf(limit && (yield* evaluated(limit, run))) ?? length;
    const end = Math.min(length, first + count);
    run.setRegister(register, Math.max(first, end));
    return [first, end];
  }
}

type Template = InstanceType<typeof TheirForTag>['templates'][number];

function parentLoopOf(run: RunContext): Forloop | undefined {
  const parent = run.getSync(['forloop']);
  return parent instanceof Forloop ? parent : undefined;
}
