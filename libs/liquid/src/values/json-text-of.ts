import { JsonNumber } from '@millwright/kernel';
import type { RunMeter } from '../limits/run-meter.ts';
import { BinaryString, binaryPrinted } from './binary.ts';
import { HostObject } from './host-object.ts';
import { joinedText } from './joined-text.ts';
import { LiquidRange } from './liquid-range.ts';
import { checkDepth } from './text-of.ts';

// `\u0001` for one character.
const MAX_ESCAPE = 6;

/** Compact JSON text of a value: digits and key order as they are, nil as null. Pays as it goes. @throws LiquidRunError for bytes */
export function jsonTextOf(value: unknown, meter: RunMeter): string {
  const pieces: string[] = [];
  write(value, pieces, meter, 0);
  return joinedText(pieces, '', meter);
}

function write(value: unknown, pieces: string[], meter: RunMeter, depth: number): void {
  checkDepth(depth);
  if (Array.isArray(value)) {
    put('[', pieces, meter);
    for (const [index, item] of value.entries()) {
      if (index > 0) put(',', pieces, meter);
      write(item, pieces, meter, depth + 1);
    }
    put(']', pieces, meter);
  } else if (value instanceof Map) {
    put('{', pieces, meter);
    let first = true;
    for (const [key, item] of value as Map<string, unknown>) {
      put(`${first ? '' : ','}${JSON.stringify(key)}:`, pieces, meter);
      write(item, pieces, meter, depth + 1);
      first = false;
    }
    put('}', pieces, meter);
  } else if (value instanceof LiquidRange) {
    write(value.toArray(meter), pieces, meter, depth);
  } else if (value instanceof HostObject) {
    write(value.data(), pieces, meter, depth);
  } else if (value instanceof BinaryString) {
    throw binaryPrinted();
  } else {
    if (typeof value === 'string') meter.use(value.length * MAX_ESCAPE);
    put(scalarText(value), pieces, meter);
  }
}

function put(piece: string, pieces: string[], meter: RunMeter): void {
  meter.use(piece.length + 8);
  pieces.push(piece);
}

function scalarText(value: unknown): string {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return JSON.stringify(value);
  }
  return 'null';
}
