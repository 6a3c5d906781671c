import { JsonSyntaxError, MAX_JSON_DEPTH } from './json-value.ts';

// Everything a string may hold unescaped, then its end or its next escape.
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const HEX4 = /[0-9a-fA-F]{4}/y;
// A short string is read sooner code by code than by an expression: starting one costs as much as some thirty codes.
const SHORT = 32;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LOWER_E = 0x65;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What a walk over JSON text reports. Every offset counts UTF-16 units from the start of the text. */
export interface JsonVisitor {
  openObject?(start: number): void;
  /** A key, with the offsets of its quotes. */
  key?(start: number, end: number): void;
  closeObject?(end: number): void;
  openArray?(start: number): void;
  closeArray?(end: number): void;
  /** A string, with the offsets of its quotes. */
  string?(start: number, end: number, escaped: boolean): void;
  number?(start: number, end: number): void;
  literal?(value: true | false | null, start: number, end: number): void;
}

/**
 * Walks over JSON text (RFC 8259) without building it: no recursion, no memory that grows with the text but one
 * byte a level. @throws JsonSyntaxError
 */
export function scanJson(text: string, visitor: JsonVisitor, maxDepth = MAX_JSON_DEPTH): void {
  new Scan(text, visitor, maxDepth).run();
}

class Scan {
  private at = 0;
  private readonly isObject: boolean[] = [];
  private readonly text: string;
  private readonly visitor: JsonVisitor;
  private readonly maxDepth: number;

  constructor(text: string, visitor: JsonVisitor, maxDepth: number) {
    this.text = text;
    this.visitor = visitor;
    this.maxDepth = maxDepth;
  }

  run(): void {
    this.value();
    while (this.isObject.length > 0) this.next();
    this.skipSpace();
    if (this.at < this.text.length) this.unexpected();
  }

  /** Reads a scalar, or opens a container and reads its first value. */
  private value(): void {
    for (;;) {
      this.skipSpace();
      const code = this.text.charCodeAt(this.at);
      if (code === OPEN_OBJECT) {
        this.open(true);
        this.skipSpace();
        if (this.text.charCodeAt(this.at) === CLOSE_OBJECT) return this.close();
        this.key();
      } else if (code === OPEN_ARRAY) {
        this.open(false);
        this.skipSpace();
        if (this.text.charCodeAt(this.at) === CLOSE_ARRAY) return this.close();
      } else {
        return this.scalar(code);
      }
    }
  }

  /** Goes on after a value inside a container. */
  private next(): void {
    this.skipSpace();
    const inObject = this.isObject[this.isObject.length - 1]!;
    const code = this.text.charCodeAt(this.at);
    if (code === (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return this.close();
    if (code !== COMMA) this.unexpected();
    this.at += 1;
    if (inObject) {
      this.skipSpace();
      this.key();
    }
    this.value();
  }

  private key(): void {
    if (this.text.charCodeAt(this.at) !== QUOTE) this.unexpected();
    const start = this.at;
    this.skipString();
    this.visitor.key?.(start, this.at);
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== COLON) this.unexpected();
    this.at += 1;
  }

  private scalar(code: number): void {
    const start = this.at;
    if (code === QUOTE) {
      const escaped = this.skipString();
      this.visitor.string?.(start, this.at, escaped);
    } else if (isDigit(code) || code === MINUS) {
      this.skipNumber();
      this.visitor.number?.(start, this.at);
    } else if (this.text[start] === 't') {
      this.literal('true', true);
    } else if (this.text[start] === 'f') {
      this.literal('false', false);
    } else if (this.text[start] === 'n') {
      this.literal('null', null);
    } else {
      this.unexpected();
    }
  }

  /** Skips the longest number that begins here; what follows is somebody else's to judge. */
  private skipNumber(): void {
    const { text } = this;
    let at = this.at;
    if (text.charCodeAt(at) === MINUS) at += 1;
    const first = text.charCodeAt(at);
    if (!isDigit(first)) this.unexpected();
    at = first === ZERO ? at + 1 : afterDigits(text, at);
    if (text.charCodeAt(at) === DOT) at = Math.max(at, afterFraction(text, at));
    if ((text.charCodeAt(at) | 0x20) === LOWER_E) at = Math.max(at, afterExponent(text, at));
    this.at = at;
  }

  private literal(word: string, value: true | false | null): void {
    const start = this.at;
    if (!this.text.startsWith(word, start)) this.unexpected();
    this.at += word.length;
    this.visitor.literal?.(value, start, this.at);
  }

  private open(isObject: boolean): void {
    if (this.isObject.length >= this.maxDepth) {
      this.fail(`nesting deeper than ${this.maxDepth}`);
    }
    this.isObject.push(isObject);
    if (isObject) this.visitor.openObject?.(this.at);
    else this.visitor.openArray?.(this.at);
    this.at += 1;
  }

  private close(): void {
    this.at += 1;
    if (this.isObject.pop()) this.visitor.closeObject?.(this.at);
    else this.visitor.closeArray?.(this.at);
  }

  /** Skips a string with its quotes; says whether it held an escape. */
  private skipString(): boolean {
    let escaped = false;
    this.at += 1;
    for (;;) {
      this.at = afterPlain(this.text, this.at);
      const code = this.text.charCodeAt(this.at);
      if (code === QUOTE) {
        this.at += 1;
        return escaped;
      }
      if (code !== BACKSLASH) this.unexpected();
      escaped = true;
      this.skipEscape();
    }
  }

  private skipEscape(): void {
    const kind = this.text[this.at + 1];
    if (kind === 'u') {
      HEX4.lastIndex = this.at + 2;
      if (!HEX4.test(this.text)) this.fail('an invalid \\u escape');
      this.at += 6;
    } else if (kind !== undefined && '"\\/bfnrt'.includes(kind)) {
      this.at += 2;
    } else {
      this.fail('an invalid escape');
    }
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code > SPACE) return;
      if (code !== SPACE && code !== LF && code !== CR && code !== TAB) return;
      this.at += 1;
    }
  }

  private unexpected(): never {
    const char = this.text.codePointAt(this.at);
    if (char === undefined) this.fail('unexpected end');
    this.fail(`unexpected ${JSON.stringify(String.fromCodePoint(char))}`);
  }

  private fail(found: string): never {
    const before = this.text.slice(0, this.at);
    const line = before.split('\n').length;
    throw new JsonSyntaxError(found, line, this.at - before.lastIndexOf('\n'));
  }
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/** Where the plain codes of a string end. */
function afterPlain(text: string, start: number): number {
  const soon = start + SHORT;
  for (let at = start; at < soon; at += 1) {
    const code = text.charCodeAt(at);
    // Past the end it is NaN, which is plain to no comparison.
    if (code === QUOTE || code === BACKSLASH || !(code >= SPACE)) return at;
  }
  PLAIN.lastIndex = soon;
  PLAIN.test(text);
  return PLAIN.lastIndex;
}

function afterDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

/** Behind `.5`; where no digit follows, 0. */
function afterFraction(text: string, dot: number): number {
  const end = afterDigits(text, dot + 1);
  return end === dot + 1 ? 0 : end;
}

/** Behind `e+5`; where no digit follows, 0. */
function afterExponent(text: string, letter: number): number {
  const sign = text.charCodeAt(letter + 1);
  const start = letter + (sign === PLUS || sign === MINUS ? 2 : 1);
  const end = afterDigits(text, start);
  return end === start ? 0 : end;
}
