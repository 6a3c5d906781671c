import type { Token, Tokenizer } from 'liquidjs';
import { evaluated } from '../engine/evaluated.ts';
import type { RunContext } from '../engine/run-context.ts';

/** What stands behind a tag's name, not yet evaluated. */
export interface TagArguments {
  readonly positional: readonly Token[];
  readonly named: ReadonlyMap<string, Token>;
}

/**
 * Reads `value, value, key: value`. Values are expressions without filters; only the first value may go without its
 * comma. @throws TokenizationError
 */
export function readTagArguments(tokenizer: Tokenizer): TagArguments {
  const positional: Token[] = [];
  const named = new Map<string, Token>();
  for (tokenizer.skipBlank(); !tokenizer.end(); tokenizer.skipBlank()) {
    const value: Token = tokenizer.readValueOrThrow();
    tokenizer.skipBlank();
    if (tokenizer.peek() === ':') {
      tokenizer.advance();
      named.set(keyOf(value), tokenizer.readValueOrThrow());
    } else {
      positional.push(value);
    }
    skipComma(tokenizer, positional.length === 1 && named.size === 0);
  }
  return { positional, named };
}

function skipComma(tokenizer: Tokenizer, isOptional: boolean): void {
  tokenizer.skipBlank();
  if (tokenizer.end()) return;
  if (tokenizer.peek() !== ',') {
    tokenizer.assert(
      tokenizer.peek() !== '|',
      'filters are not allowed here: assign the value first',
    );
    tokenizer.assert(isOptional, () => `unexpected ${tokenizer.snapshot()}, "," expected`);
    return;
  }
  tokenizer.advance();
  tokenizer.skipBlank();
  tokenizer.assert(!tokenizer.end(), 'a value is expected after ","');
}

const keyOf = (token: Token): string => {
  const text = token.getText();
  return /^["']/.test(text) ? text.slice(1, -1) : text;
};

/** The values of tokens, in order. */
export function* valuesOf(
  tokens: Iterable<Token>,
  run: RunContext,
): Generator<unknown, unknown[], unknown> {
  const values: unknown[] = [];
  for (const token of tokens) values.push(yield* evaluated(token, run));
  return values;
}

/** Named arguments as a hash, in order. */
export function* hashOf(
  named: ReadonlyMap<string, Token>,
  run: RunContext,
): Generator<unknown, Map<string, unknown>, unknown> {
  const hash = new Map<string, unknown>();
  for (const [key, token] of named) hash.set(key, yield* evaluated(token, run));
  return hash;
}
