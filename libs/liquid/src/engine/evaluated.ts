import { evalToken, type Context, type Token } from 'liquidjs';

type Evaluable = Parameters<typeof evalToken>[0];

/** The value of a parsed operand, to be used as `yield* evaluated(token, context)` inside a tag. */
export function* evaluated(token: Token, context: Context): Generator<unknown, unknown, unknown> {
  return yield evalToken(token as Evaluable, context);
}
