import { Emptiness } from '../values/emptiness.ts';
import { floatOf, integerOf, type LiquidNumber } from '../values/numbers.ts';
import type { Expression } from './expression.ts';

/** A value that is known when the script is parsed. */
export class Literal implements Expression {
  readonly text: string;
  private readonly value: unknown;

  constructor(text: string, value: unknown) {
    this.text = text;
    this.value = value;
  }

  evaluate(): unknown {
    return this.value;
  }
}

/** `blank` or `empty`: the empty text, but a test in a comparison. */
export class EmptinessLiteral implements Expression {
  readonly text: 'blank' | 'empty';
  private readonly test: Emptiness;

  constructor(word: 'blank' | 'empty') {
    this.text = word;
    this.test = new Emptiness(word);
  }

  evaluate(): string {
    return '';
  }

  operand(): Emptiness {
    return this.test;
  }
}

/** `array` or `hash`: a new value at each use. */
export class FreshValue implements Expression {
  readonly text: string;
  readonly evaluate: () => unknown;

  constructor(text: string, make: () => unknown) {
    this.text = text;
    this.evaluate = make;
  }
}

const words: ReadonlyMap<string, Expression> = new Map<string, Expression>([
  ['true', new Literal('true', true)],
  ['false', new Literal('false', false)],
  ['nil', new Literal('nil', null)],
  ['null', new Literal('null', null)],
  ['blank', new EmptinessLiteral('blank')],
  ['empty', new EmptinessLiteral('empty')],
  ['array', new FreshValue('array', () => [])],
  ['hash', new FreshValue('hash', () => new Map())],
  ['newline', new Literal('newline', '\n')],
]);

/** What a bare name always means; undefined for the name of a variable. None of them can be assigned to. */
export const literalOfWord = (word: string): Expression | undefined => words.get(word);

/** A number as a script writes it: `1.0` is a float and stays one, integers keep all digits. */
export const literalOfNumber = (text: string): Expression => new Literal(text, numberOf(text));

const numberOf = (text: string): LiquidNumber =>
  text.includes('.') ? floatOf(Number(text)) : integerOf(BigInt(text));
