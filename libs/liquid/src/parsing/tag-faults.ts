import type { TagToken } from 'liquidjs';
import { LiquidRunError } from '../liquid.errors.ts';
import { placeIn } from '../place-in.ts';

type Opener = Pick<TagToken, 'name' | 'input' | 'begin'>;

/** A block without its end, placed where it was opened. */
export function notClosed(opener: Opener): LiquidRunError {
  return new LiquidRunError(
    'liquid_syntax',
    `${described(opener)} is not closed: end${opener.name} is missing`,
    placeIn(opener.input, opener.begin),
  );
}

/** A part of some other block, inside of one that is open or of none. */
export function notBelonging(name: string, block: Opener | undefined): Error {
  const why = block
    ? `${described(block)} is to be closed by end${block.name} first`
    : 'no block is open';
  return new Error(`tag "${name}" does not belong here: ${why}`);
}

function described({ name, input, begin }: Opener): string {
  const { line, column } = placeIn(input, begin);
  return `tag ${name}, opened at line ${line}, column ${column},`;
}
