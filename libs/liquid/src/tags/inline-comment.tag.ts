import { Tag, type Liquid, type TagToken, type TopLevelToken } from 'liquidjs';

/** `{% # … %}`: every line starts with `#`. Checked line by line, as liquidjs's regular expression is quadratic. */
export class InlineCommentTag extends Tag {
  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid);
    const [, ...lines] = token.args.split('\n');
    if (lines.some((line) => !/^$|^#/.test(line.trim()))) {
      throw new Error('every line of an inline comment must start with "#"');
    }
  }

  override render(): void {}
}
