import type { TagToken } from 'liquidjs';
import type { Tokens } from '../engine/script-parser.ts';
import { ScriptTag } from '../engine/script-tag.ts';

/** `{% comment %}`: the tokenizer has passed over its content, so that its end is next. */
export class CommentTag extends ScriptTag {
  constructor(token: TagToken, rest: Tokens) {
    super(token);
    if (!rest.shift()) throw new Error('tag comment not closed: endcomment is missing');
  }

  override get isBlank(): boolean {
    return true;
  }

  override render(): void {}
}
