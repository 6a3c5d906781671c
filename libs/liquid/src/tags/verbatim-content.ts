import { TypeGuards, type TagToken } from 'liquidjs';
import type { Tokens } from '../engine/script-parser.ts';

/** What stands in a block whose content is not parsed; its end is taken, too. @throws Error when the block has none */
export function verbatimContent({ input, name, end }: TagToken, rest: Tokens): string {
  const closing = rest.shift();
  if (!closing || !TypeGuards.isTagToken(closing) || closing.name !== `end${name}`) {
    throw new Error(`tag ${name} not closed: end${name} is missing`);
  }
  return input.slice(end, closing.begin);
}
