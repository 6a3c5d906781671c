import type { TagToken } from 'liquidjs';
import { silencedIfBlank, type Branch } from '../engine/blank-blocks.ts';
import type { Emitter } from '../engine/emitters.ts';
import { renderTemplates } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';
import { Forloop } from './forloop.ts';
import { readLoopHeader, type LoopHeader } from './loop-header.ts';
import { boundsIn, integerArgument, loopItemsOf, type LoopItems } from './loop-items.ts';

/** `{% for x in items [reversed] [limit: n] [offset: n] %}`: offset, then limit, then reversed. */
export class ForTag extends ScriptTag {
  override readonly isBlank: boolean;
  private readonly header: LoopHeader;
  /** What `offset: continue` goes by. */
  private readonly loopName: string;
  private readonly body: Branch;
  private readonly otherwise: Branch = { templates: [] };

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    this.header = readLoopHeader(this.markup, ['reversed', 'limit', 'offset']);
    this.loopName = `${this.header.variable}-${this.header.collection.text}`;
    const body = parser.readBranch(token, rest, ['else', 'endfor']);
    this.body = body;
    if (body.end.name === 'else') this.otherwise = parser.readBranch(token, rest, ['endfor']);
    this.isBlank = silencedIfBlank([this.body, this.otherwise]);
  }

  override render(run: RunContext, emitter: Emitter): void {
    const { variable, collection, reversed } = this.header;
    const items = loopItemsOf(collection.evaluate(run), run);
    const [first, end] = this.bounds(items, run);
    if (first >= end) {
      renderTemplates(this.otherwise.templates, run, emitter);
      return;
    }
    const parent = run.variable('forloop');
    const isNested = parent instanceof Forloop;
    const forloop = new Forloop(end - first, this.loopName, isNested ? parent : undefined);
    const scope = run.enter();
    scope.set('forloop', forloop);
    for (let at = first; at < end; at += 1) {
      run.meter.tick();
      forloop.index0 = at - first;
      scope.set(variable, items.at(reversed ? end - 1 - forloop.index0 : at));
      renderTemplates(this.body.templates, run, emitter);
      const isOver = run.interrupt === 'break';
      run.interrupt = undefined;
      if (isOver) break;
    }
    run.leave();
  }

  /** Where the loop begins and ends in its items. */
  private bounds(items: LoopItems, run: RunContext): [number, number] {
    const { offset, limit } = this.header;
    const { offsets } = run.registers;
    const start =
      offset === 'continue'
        ? offsets.get(this.loopName)
        : offset && integerArgument(offset.evaluate(run));
    const count = limit && integerArgument(limit.evaluate(run));
    const [first, end] = boundsIn(items, start, count);
    offsets.set(this.loopName, Math.max(first, end));
    return [first, end];
  }
}
