import type { TagToken } from 'liquidjs';
import { areBlank, withoutText } from '../engine/blank-blocks.ts';
import type { Emitter } from '../engine/emitters.ts';
import { renderTemplates } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import type { ScriptParser, Tokens } from '../engine/script-parser.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import { Forloop } from './forloop.ts';
import { readLoopHeader, type LoopHeader } from './loop-header.ts';
import { integerArgument, loopItemsOf } from './loop-items.ts';

/** `{% for x in items [reversed] [limit: n] [offset: n] %}`: offset, then limit, then reversed. */
export class ForTag extends ScriptTag {
  private readonly header: LoopHeader;
  /** What `offset: continue` goes by. */
  private readonly loopName: string;
  private readonly templates: readonly Template[];
  private readonly elseTemplates: readonly Template[];
  private readonly hasText: boolean;

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    this.header = readLoopHeader(this.markup, ['reversed', 'limit', 'offset']);
    this.loopName = `${this.header.variable}-${this.header.collection.text}`;
    const { templates, end } = parser.readBranch(token, rest, ['else', 'endfor']);
    const others = end.name === 'else' ? parser.readBranch(token, rest, ['endfor']).templates : [];
    this.hasText = !areBlank(templates) || !areBlank(others);
    this.templates = this.hasText ? templates : withoutText(templates);
    this.elseTemplates = this.hasText ? others : withoutText(others);
  }

  override get isBlank(): boolean {
    return !this.hasText;
  }

  override render(run: RunContext, emitter: Emitter): void {
    const { variable, collection, reversed } = this.header;
    const items = loopItemsOf(collection.evaluate(run), run);
    const [first, end] = this.bounds(items.length, run);
    if (first >= end) {
      renderTemplates(this.elseTemplates, run, emitter);
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
      renderTemplates(this.templates, run, emitter);
      const isOver = run.interrupt === 'break';
      run.interrupt = undefined;
      if (isOver) break;
    }
    run.leave();
  }

  /** Where the loop begins and ends in its items. */
  private bounds(length: number, run: RunContext): [number, number] {
    const { offset, limit } = this.header;
    const { offsets } = run.registers;
    const start =
      offset === 'continue'
        ? offsets.get(this.loopName)
        : offset && integerArgument(offset.evaluate(run));
    const first = Math.max(0, start ?? 0);
    const count = limit && integerArgument(limit.evaluate(run));
    const end = Math.min(length, first + Math.max(0, count ?? length));
    offsets.set(this.loopName, Math.max(first, end));
    return [first, end];
  }
}
