import { evalToken, type Context, type Token } from 'liquidjs';

/** The value of a parsed operand, to be used as `yield* evaluated(token, context)` inside a tag. */
export function* evaluated(token: Token, context: Context): Generator<unknown, unknown, unknown> {
  return yield evalToken(token, context);
}
