import { LiquidRange } from './liquid-range.ts';

/** The keywords `empty` and `blank`: outside comparisons they are the empty string. */
export class Emptiness {
  readonly word: 'empty' | 'blank';

  constructor(word: 'empty' | 'blank') {
    this.word = word;
  }

  matches(value: unknown): boolean {
    if (typeof value === 'string') {
      return value === '' || (this.word === 'blank' && isBlankText(value));
    }
    if (Array.isArray(value) || value instanceof LiquidRange) return value.length === 0;
    if (value instanceof Map) return value.size === 0;
    return this.word === 'blank' && (value === undefined || value === null || value === false);
  }

  toString(): string {
    return '';
  }
}

// No regular expression: /^\s*$/ is quadratic on some texts.
const isBlankText = (text: string): boolean => text.trim() === '';
