import type { TagToken } from 'liquidjs';
import type { Emitter } from '../engine/emitters.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Tokens } from '../parsing/script-parser.ts';
import { verbatimContent } from './verbatim-content.ts';

/** `{% raw %}`: its content as it stands. */
export class RawTag extends ScriptTag {
  private readonly text: string;

  constructor(token: TagToken, rest: Tokens) {
    super(token);
    this.markup.expectEnd();
    this.text = verbatimContent(token, rest);
  }

  override render(_run: RunContext, emitter: Emitter): void {
    emitter.write(this.text);
  }
}
