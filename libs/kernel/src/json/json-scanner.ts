import { JsonSyntaxError, MAX_JSON_DEPTH } from './json-value.ts';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// Everything a string may hold unescaped, then its end or its next escape.
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const HEX4 = /[0-9a-fA-F]{4}/y;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

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
      const char = this.text[this.at];
      if (char === '{') {
        this.open(true);
        this.skipSpace();
        if (this.text[this.at] === '}') return this.close();
        this.key();
      } else if (char === '[') {
        this.open(false);
        this.skipSpace();
        if (this.text[this.at] === ']') return this.close();
      } else {
        return this.scalar(char);
      }
    }
  }

  /** Goes on after a value inside a container. */
  private next(): void {
    this.skipSpace();
    const inObject = this.isObject.at(-1)!;
    const char = this.text[this.at];
    if (char === (inObject ? '}' : ']')) return this.close();
    if (char !== ',') this.unexpected();
    this.at += 1;
    if (inObject) {
      this.skipSpace();
      this.key();
    }
    this.value();
  }

  private key(): void {
    if (this.text[this.at] !== '"') this.unexpected();
    const start = this.at;
    this.skipString();
    this.visitor.key?.(start, this.at);
    this.skipSpace();
    if (this.text[this.at] !== ':') this.unexpected();
    this.at += 1;
  }

  private scalar(char: string | undefined): void {
    const start = this.at;
    if (char === '"') {
      const escaped = this.skipString();
      this.visitor.string?.(start, this.at, escaped);
    } else if (char === 't') {
      this.literal('true', true);
    } else if (char === 'f') {
      this.literal('false', false);
    } else if (char === 'n') {
      this.literal('null', null);
    } else {
      NUMBER.lastIndex = start;
      if (!NUMBER.test(this.text)) this.unexpected();
      this.at = NUMBER.lastIndex;
      this.visitor.number?.(start, this.at);
    }
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
      PLAIN.lastIndex = this.at;
      PLAIN.test(this.text);
      this.at = PLAIN.lastIndex;
      const char = this.text[this.at];
      if (char === '"') {
        this.at += 1;
        return escaped;
      }
      if (char !== '\\') this.unexpected();
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
