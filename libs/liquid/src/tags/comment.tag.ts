import type { TagToken } from 'liquidjs';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Tokens } from '../parsing/script-parser.ts';
import { verbatimContent } from './verbatim-content.ts';

/** `{% comment %}`: its content is not looked at. */
export class CommentTag extends ScriptTag {
  override readonly isBlank = true;

  constructor(token: TagToken, rest: Tokens) {
    super(token);
    verbatimContent(token, rest);
  }

  override render(): void {}
}
