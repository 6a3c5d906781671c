import { TypeGuards, type TagToken } from 'liquidjs';
import type { Tokens } from '../parsing/script-parser.ts';

/** What stands in a block whose content is not parsed; its end is taken, too. @throws Error within a liquid tag */
export function verbatimContent({ input, name, end }: TagToken, rest: Tokens): string {
  const closing = rest.shift();
  if (!closing || !TypeGuards.isTagToken(closing) || closing.name !== `end${name}`) {
    throw new Error(`tag ${name} cannot stand in a liquid tag, where every line is a tag`);
  }
  return input.slice(end, closing.begin);
}
