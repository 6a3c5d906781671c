import type { TagToken } from 'liquidjs';
import type { Emitter } from '../engine/emitters.ts';
import { renderTemplates } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Template } from '../engine/template.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';
import { isNil } from '../values/equality.ts';
import { leadingIntegerOf } from '../values/leading-integer.ts';
import { Forloop } from './forloop.ts';
import { readLoopHeader, type LoopHeader } from './loop-header.ts';
import { boundsIn, loopItemsOf } from './loop-items.ts';
import { Tablerowloop } from './tablerowloop.ts';

/** `{% tablerow x in items cols: n %}`: an HTML table's rows and cells. Over nil it prints nothing. */
export class TablerowTag extends ScriptTag {
  private readonly header: LoopHeader;
  private readonly templates: readonly Template[];

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    this.header = readLoopHeader(this.markup, ['cols', 'limit', 'offset']);
    if (this.header.offset === 'continue') this.markup.fail('offset: continue is for the for tag');
    this.templates = parser.readBranch(token, rest, ['endtablerow']).templates;
  }

  override render(run: RunContext, emitter: Emitter): void {
    const { variable, collection } = this.header;
    const value = collection.evaluate(run);
    if (isNil(value) || value === false) return;
    const items = loopItemsOf(value, run);
    const [first, end] = boundsIn(items, this.number('offset', run), this.number('limit', run));
    const length = Math.max(0, end - first);
    const loop = new Tablerowloop(
      new Forloop(length, '', undefined),
      this.number('cols', run) || length,
    );
    const scope = run.enter();
    scope.set('tablerowloop', loop);
    emitter.write('<tr class="row1">\n');
    for (let at = first; at < end && !run.interrupt; at += 1) {
      run.meter.tick();
      loop.loop.index0 = at - first;
      scope.set(variable, items.at(at));
      emitter.write(`<td class="col${loop.column0 + 1}">`);
      renderTemplates(this.templates, run, emitter);
      emitter.write('</td>');
      if (run.interrupt === 'continue') run.interrupt = undefined;
      if (loop.isAtEndOfRow && at < end - 1)
        emitter.write(`</tr>\n<tr class="row${loop.row + 1}">`);
    }
    run.interrupt = undefined;
    emitter.write('</tr>\n');
    run.leave();
  }

  private number(name: 'offset' | 'limit' | 'cols', run: RunContext): number | undefined {
    const given = this.header[name];
    return given === undefined || given === 'continue'
      ? undefined
      : leadingIntegerOf(given.evaluate(run));
  }
}
