import { Token, TokenKind, Tokenizer, type Context } from 'liquidjs';
import { Emptiness } from '../values/emptiness.ts';
import { floatOf, integerOf, type LiquidNumber } from '../values/numbers.ts';
import { rangeBetween } from './range-bounds.ts';
import { evaluated } from './evaluated.ts';
import { TokenQueue } from './token-queue.ts';

type Place = Pick<Token, 'input' | 'begin' | 'end'>;

/** A literal whose value is known when the script is parsed. */
class ConstantToken extends Token {
  readonly content: unknown;

  constructor(kind: TokenKind, { input, begin, end }: Place, content: unknown) {
    super(kind, input, begin, end);
    this.content = content;
  }
}

/** `(low..high)`, dressed as a value with filters so that the engine asks it for its value. */
class RangeExpression extends Token {
  readonly filters: readonly never[] = [];
  readonly initial: { evaluate(context: Context): Generator<unknown, unknown, unknown> };

  constructor(read: Token, low: Token, high: Token) {
    super(TokenKind.FilteredValue, read.input, read.begin, read.end);
    this.initial = {
      *evaluate(context) {
        return rangeBetween(yield* evaluated(low, context), yield* evaluated(high, context));
      },
    };
  }
}

type TopLevelArguments = Parameters<Tokenizer['readTopLevelTokens']>;
type LiquidTagArguments = Parameters<Tokenizer['readLiquidTagTokens']>;

const words: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  nil: null,
  null: null,
  empty: new Emptiness('empty'),
  blank: new Emptiness('blank'),
};

const TAUGHT = Symbol.for('millwright.liquid.taught');
const methods = Tokenizer.prototype;
// As they were before they are replaced below.
const theirs = Object.create(null, Object.getOwnPropertyDescriptors(methods)) as Tokenizer;

const ours = {
  /** Strings have no escape sequences. */
  readQuoted(this: Tokenizer): Token | undefined {
    this.skipBlank();
    const quote = this.peek();
    if (quote !== '"' && quote !== "'") return undefined;
    const begin = this.p;
    const end = this.input.indexOf(quote, begin + 1);
    this.assert(end >= 0 && end < this.N, 'string not closed', begin);
    this.p = end + 1;
    const place = { input: this.input, begin, end: end + 1 };
    return new ConstantToken(TokenKind.Quoted, place, this.input.slice(begin + 1, end));
  },
  /** `1.0` is a float and stays one; integers keep all digits. */
  readNumber(this: Tokenizer): Token | undefined {
    const read = theirs.readNumber.call(this);
    return read && new ConstantToken(TokenKind.Number, read, numberOfLiteral(read.getText()));
  },
  readLiteral(this: Tokenizer): Token | undefined {
    const read = theirs.readLiteral.call(this);
    return read && new ConstantToken(TokenKind.Literal, read, words[read.getText()]);
  },
  readTopLevelTokens(this: Tokenizer, ...given: TopLevelArguments): TokenQueue<Token> {
    return new TokenQueue<Token>(theirs.readTopLevelTokens.apply(this, given));
  },
  readLiquidTagTokens(this: Tokenizer, ...given: LiquidTagArguments): TokenQueue<Token> {
    return new TokenQueue<Token>(theirs.readLiquidTagTokens.apply(this, given));
  },
  /** The engine would list every integer of a range at once. */
  readGroupOrRange(this: Tokenizer): Token | undefined {
    const read = theirs.readGroupOrRange.call(this);
    return read && 'lhs' in read ? new RangeExpression(read, read.lhs, read.rhs) : read;
  },
};

function numberOfLiteral(text: string): LiquidNumber {
  return text.includes('.') ? floatOf(Number(text)) : integerOf(BigInt(text.replace('+', '')));
}

/**
 * Teaches liquidjs the literals of our dialect, and to take a long script's tokens in linear time. It makes its tokenizers itself and takes none from outside, so this
 * changes the class, for this thread and once; nothing else in the product uses liquidjs.
 */
export function teachTokenizer(): void {
  if (Object.hasOwn(methods, TAUGHT)) return;
  Object.assign(methods, ours, { [TAUGHT]: true });
}
