import type { TagToken } from 'liquidjs';
import type { Tokens } from '../engine/script-parser.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import { verbatimContent } from './verbatim-content.ts';

/** `{% comment %}`: its content is not looked at. */
export class CommentTag extends ScriptTag {
  constructor(token: TagToken, rest: Tokens) {
    super(token);
    verbatimContent(token, rest);
  }

  override get isBlank(): boolean {
    return true;
  }

  override render(): void {}
}
