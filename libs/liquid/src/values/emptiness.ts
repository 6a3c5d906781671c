import { BinaryString } from './binary.ts';
import { LiquidRange } from './liquid-range.ts';

/** The keywords `empty` and `blank` in a comparison; anywhere else they are the empty text. */
export class Emptiness {
  readonly word: 'empty' | 'blank';

  constructor(word: 'empty' | 'blank') {
    this.word = word;
  }

  matches(value: unknown): boolean {
    if (typeof value === 'string') {
      return value === '' || (this.word === 'blank' && isBlankText(value));
    }
    if (Array.isArray(value) || value instanceof LiquidRange || value instanceof BinaryString) {
      return value.length === 0;
    }
    if (value instanceof Map) return value.size === 0;
    if (value instanceof Emptiness) return true;
    return this.word === 'blank' && (value === undefined || value === null || value === false);
  }
}

const NOT_SPACE = /\P{White_Space}/u;

/** Whether a text is only whitespace, all of Unicode's. `trim` counts U+FEFF too, and not U+0085. */
export const isBlankText = (text: string): boolean => !NOT_SPACE.test(text);
