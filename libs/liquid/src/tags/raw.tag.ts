import { TypeGuards, type TagToken } from 'liquidjs';
import type { Emitter } from '../engine/emitters.ts';
import type { RunContext } from '../engine/run-context.ts';
import type { Tokens } from '../engine/script-parser.ts';
import { ScriptTag } from '../engine/script-tag.ts';

/** `{% raw %}`: its content as it stands. */
export class RawTag extends ScriptTag {
  private readonly text: string;

  constructor(token: TagToken, rest: Tokens) {
    super(token);
    this.markup.expectEnd();
    let text = '';
    let next = rest.shift();
    while (next && !(TypeGuards.isTagToken(next) && next.name === 'endraw')) {
      text += next.getText();
      next = rest.shift();
    }
    if (!next) throw new Error('tag raw not closed: endraw is missing');
    this.text = text;
  }

  override render(_run: RunContext, emitter: Emitter): void {
    emitter.write(this.text);
  }
}
