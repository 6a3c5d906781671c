import { LiquidError, type Token } from 'liquidjs';
import { messageOf } from '@millwright/kernel';
import { LiquidRunError, type LiquidErrorCode } from '../liquid.errors.ts';

const PLACE = /, line:\d+, col:\d+$/;

/** Anything thrown while parsing or rendering, as the error of the run. */
export function liquidRunErrorOf(thrown: unknown, code: LiquidErrorCode): LiquidRunError {
  if (thrown instanceof LiquidRunError) return thrown;
  if (!LiquidError.is(thrown)) return plainErrorOf(thrown, code);
  const error = thrown as LiquidError & {
    token: { getPosition(): number[] };
    originalError?: unknown;
  };
  const [line = 1, column = 1] = error.token.getPosition();
  const inner = error.originalError;
  if (inner !== undefined) return liquidRunErrorOf(inner, code).at(line, column);
  return new LiquidRunError(code, error.message.replace(PLACE, ''), { line, column });
}

/** The same, placed where a token stands unless it knows better. */
export function placedAt(token: Token, thrown: unknown, code: LiquidErrorCode): LiquidRunError {
  if (thrown instanceof LiquidRunError && thrown.place) return thrown;
  const [line = 1, column = 1] = token.getPosition();
  return liquidRunErrorOf(thrown, code).at(line, column);
}

function plainErrorOf(thrown: unknown, code: LiquidErrorCode): LiquidRunError {
  const message = messageOf(thrown);
  if (isRangeError(thrown) && message.includes('call stack')) {
    return new LiquidRunError(code, 'nested too deeply', undefined, { cause: thrown });
  }
  if (isRangeError(thrown) && /invalid (string|array) length/i.test(message)) {
    return new LiquidRunError('memory_limit', 'a text or list too long to be held in memory');
  }
  return new LiquidRunError(code, message, undefined, { cause: thrown });
}

/** By name: where scripts run in a realm of their own, an overflow inside of Node's functions is of another. */
const isRangeError = (thrown: unknown): boolean =>
  (thrown as { name?: unknown } | null)?.name === 'RangeError';
