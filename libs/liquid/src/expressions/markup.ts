import { LiquidRunError } from '../liquid.errors.ts';
import { placeIn } from '../place-in.ts';

const SPACE = /[\s\u0085]*/y;
const WORD = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*\??/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?![\p{L}\p{N}_])/uy;
const MISSPELT_NUMBER = /^\d[\d_]*(?:e\d+)?$/i;
const SHOWN_CHARACTERS = 32;

/** What stands between the marks of a tag or an output, read from left to right. */
export class Markup {
  readonly source: string;
  readonly end: number;
  at: number;

  constructor(source: string, begin: number, end: number) {
    this.source = source;
    this.at = begin;
    this.end = end;
  }

  get isAtEnd(): boolean {
    this.skipSpace();
    return this.at >= this.end;
  }

  /** The next character after whitespace; empty at the end. */
  peek(): string {
    return this.isAtEnd ? '' : this.source[this.at]!;
  }

  /** The very next character; empty at the end. */
  get character(): string {
    return this.at < this.end ? this.source[this.at]! : '';
  }

  /** Takes a sign if it comes next, whitespace before it or not. */
  takes(sign: string): boolean {
    this.skipSpace();
    if (!this.source.startsWith(sign, this.at) || this.at + sign.length > this.end) return false;
    this.at += sign.length;
    return true;
  }

  /** Takes a whole word if it comes next. */
  takesWord(word: string): boolean {
    const begin = this.at;
    if (this.word() === word) return true;
    this.at = begin;
    return false;
  }

  /** A word: letters, digits, `_`, then `-` too, at most one `?` at its end. */
  word(): string | undefined {
    this.skipSpace();
    return this.matched(WORD);
  }

  /** The name of a variable: a word that is no misspelt number. @throws LiquidRunError for `1e3` or `1_000` */
  name(): string | undefined {
    this.skipSpace();
    const begin = this.at;
    const word = this.word();
    if (word !== undefined && MISSPELT_NUMBER.test(word))
      this.fail(`${word} is neither a number nor a name`, begin);
    return word;
  }

  number(): string | undefined {
    this.skipSpace();
    return this.matched(NUMBER);
  }

  /** A text in quotes, without them. There are no escape sequences. @throws LiquidRunError */
  quoted(): string | undefined {
    const quote = this.peek();
    if (quote !== '"' && quote !== "'") return undefined;
    const close = this.source.indexOf(quote, this.at + 1);
    if (close < 0 || close >= this.end) this.fail('string not closed');
    const text = this.source.slice(this.at + 1, close);
    this.at = close + 1;
    return text;
  }

  /** @throws LiquidRunError unless everything has been read */
  expectEnd(): void {
    if (!this.isAtEnd) this.fail(`unexpected ${this.rest()}`);
  }

  /** The beginning of what is left, quoted for a message. */
  rest(): string {
    if (this.isAtEnd) return 'end';
    return JSON.stringify(
      this.source.slice(this.at, Math.min(this.end, this.at + SHOWN_CHARACTERS)),
    );
  }

  /** @throws LiquidRunError liquid_syntax, here */
  fail(message: string, at = this.at): never {
    throw new LiquidRunError('liquid_syntax', message, placeIn(this.source, at));
  }

  private skipSpace(): void {
    SPACE.lastIndex = this.at;
    this.at = Math.min(this.end, this.at + SPACE.exec(this.source)![0].length);
  }

  private matched(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    let text = pattern.exec(this.source)?.[0];
    if (text !== undefined && this.at + text.length > this.end) {
      // `-%}` behind a word: the pattern took the sign for a part of it.
      pattern.lastIndex = 0;
      text = pattern.exec(this.source.slice(this.at, this.end))?.[0];
    }
    this.at += text?.length ?? 0;
    return text;
  }
}
