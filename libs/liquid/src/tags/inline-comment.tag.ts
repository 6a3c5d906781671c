import type { TagToken } from 'liquidjs';
import { ScriptTag } from '../engine/script-tag.ts';

/** `{% # … %}`: every line starts with `#`. */
export class InlineCommentTag extends ScriptTag {
  override readonly isBlank = true;

  constructor(token: TagToken) {
    super(token);
    const [, ...lines] = token.args.split('\n');
    if (lines.some((line) => !/^$|^#/.test(line.trim()))) {
      throw new Error('every line of an inline comment must start with "#"');
    }
  }

  override render(): void {}
}
