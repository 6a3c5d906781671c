import { Tag, TypeGuards, type Liquid, type TagToken, type TopLevelToken } from 'liquidjs';

/** `{% comment %}`: its content is dropped; comments inside it balance. */
export class CommentTag extends Tag {
  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid);
    for (let open = 1; open > 0;) {
      const next = rest.shift();
      if (!next) throw new Error('tag comment not closed: endcomment is missing');
      if (!TypeGuards.isTagToken(next)) continue;
      if (next.name === 'comment') open += 1;
      if (next.name === 'endcomment') open -= 1;
    }
  }

  override render(): void {}
}
