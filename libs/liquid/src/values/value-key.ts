import type { RunMeter } from '../limits/run-meter.ts';
import { BinaryString } from './binary.ts';
import { isNil } from './equality.ts';
import { joinedText } from './joined-text.ts';
import { LiquidRange } from './liquid-range.ts';
import { isNumber, numberText } from './numbers.ts';
import { checkDepth, textOf } from './text-of.ts';
import { compareTexts } from './text-search.ts';

/** Texts that are the same for equal values and different for others, so that a Set can tell values apart. */
export class ValueKeys {
  private readonly meter: RunMeter;
  private readonly objects = new Map<object, number>();

  constructor(meter: RunMeter) {
    this.meter = meter;
  }

  /** Arrays and hashes by what they hold, hashes in any order; an integer is not the float of the same size. */
  keyOf(value: unknown): string {
    const pieces: string[] = [];
    this.write(value, pieces, 0);
    return pieces.length === 1 ? pieces[0]! : joinedText(pieces, '', this.meter);
  }

  private write(value: unknown, pieces: string[], depth: number): void {
    checkDepth(depth);
    if (Array.isArray(value)) {
      this.put('[', pieces);
      for (const item of value) this.write(item, pieces, depth + 1);
      this.put(']', pieces);
    } else if (value instanceof Map) {
      this.put('{', pieces);
      for (const [key, item] of this.sortedEntries(value as Map<string, unknown>)) {
        this.put(textKey(key), pieces);
        this.write(item, pieces, depth + 1);
      }
      this.put('}', pieces);
    } else {
      this.put(this.scalarKey(value), pieces);
    }
  }

  private put(piece: string, pieces: string[]): void {
    this.meter.use(piece.length + 16);
    pieces.push(piece);
  }

  private sortedEntries(hash: Map<string, unknown>): (readonly [string, unknown])[] {
    this.meter.use(hash.size * 64);
    return [...hash].sort(([a], [b]) => compareTexts(a, b));
  }

  private scalarKey(value: unknown): string {
    if (typeof value === 'string') return textKey(value);
    if (isNil(value)) return 'nil,';
    if (isNumber(value)) return `${numberText(value)},`;
    if (typeof value === 'boolean') return `${value},`;
    if (value instanceof LiquidRange) return `(${value.toString()})`;
    if (value instanceof BinaryString) return `b${textKey(this.bytesText(value))}`;
    const text = textOf(value, this.meter);
    return text === '' ? `#${this.numberOf(value)},` : textKey(text);
  }

  private bytesText({ bytes }: BinaryString): string {
    this.meter.use(bytes.byteLength);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }

  private numberOf(object: object): number {
    const known = this.objects.get(object) ?? this.objects.size;
    this.objects.set(object, known);
    return known;
  }
}

// Its length first, so that no text can look like two.
const textKey = (text: string): string => `${text.length}"${text}`;
