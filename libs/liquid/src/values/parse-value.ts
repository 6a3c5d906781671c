import { MAX_JSON_DEPTH, parseJson, scanJson, type JsonValue } from '@millwright/kernel';
import type { RunMeter } from '../limits/run-meter.ts';
import { HASH_BYTES, MEMBER_BYTES } from './value-bytes.ts';

// Measured with Node 20: an empty array, an element with its value.
const ARRAY_BYTES = 48;
const SCALAR_BYTES = 32;
const SMALL_CHARACTERS = 32 * 1024;

/**
 * JSON text as a value of a script, nothing lost. A long text is walked once before it is built, as three characters
 * (`{},`) can become 300 bytes. @throws JsonSyntaxError, LiquidRunError memory_limit
 */
export function parseValue(text: string, meter: RunMeter, maxDepth = MAX_JSON_DEPTH): JsonValue {
  if (text.length <= SMALL_CHARACTERS) {
    meter.use(text.length * 8);
  } else {
    payFor(text, meter, maxDepth);
  }
  return parseJson(text, maxDepth);
}

function payFor(text: string, meter: RunMeter, maxDepth: number): void {
  let bytes = 0;
  const count = (cost: number) => (): void => {
    bytes += cost;
    meter.tick();
  };
  const scalar = count(SCALAR_BYTES);
  scanJson(
    text,
    {
      openObject: count(HASH_BYTES),
      openArray: count(ARRAY_BYTES),
      key: (start, end) => {
        bytes += MEMBER_BYTES + end - start;
      },
      string: (start, end) => {
        bytes += SCALAR_BYTES + end - start;
        meter.tick();
      },
      number: scalar,
      literal: scalar,
    },
    maxDepth,
  );
  meter.use(bytes);
}
