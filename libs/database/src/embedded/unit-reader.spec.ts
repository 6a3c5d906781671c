import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnitReader } from './unit-reader.ts';
import type { Unit } from './unit-reader.ts';

function frame(type: string, body = ''): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0);
  head.writeInt32BE(4 + Buffer.byteLength(body), 1);
  return Buffer.concat([head, Buffer.from(body)]);
}

const textOf = (units: Unit[]): string[] => units.map(({ bytes }) => bytes.toString('latin1'));

describe('the units of a connection', () => {
  it('end at a Sync or a simple query', () => {
    const asked = [frame('P', 'select 1'), frame('B'), frame('E'), frame('S')];
    const simple = frame('Q', 'begin');

    const units = new UnitReader().push(Buffer.concat([...asked, simple]));

    expect(textOf(units)).toEqual([
      Buffer.concat(asked).toString('latin1'),
      simple.toString('latin1'),
    ]);
    expect(units.every(({ isComplete }) => isComplete)).toBe(true);
  });

  it('are handed on unfinished at a Flush, for the client waits for its answer', () => {
    const units = new UnitReader().push(Buffer.concat([frame('P'), frame('H')]));

    expect(units).toMatchObject([{ isComplete: false }]);
  });

  it('are over after a Terminate', () => {
    const reader = new UnitReader();

    const units = reader.push(Buffer.concat([frame('Q', 'select 1'), frame('X'), frame('Q')]));

    expect(units).toHaveLength(1);
    expect(reader.hasEnded).toBe(true);
  });

  it('refuse a length that no message has', () => {
    expect(() => new UnitReader().push(Buffer.from('Q\0\0\0\x01', 'latin1'))).toThrow(RangeError);
    expect(() => new UnitReader().push(Buffer.from('Q\xff\xff\xff\xff', 'latin1'))).toThrow(
      RangeError,
    );
  });

  it('are the same for any messages, however they are cut on their way', () => {
    const anyFrame = fc.tuple(fc.constantFrom('P', 'B', 'D', 'E', 'H', 'S', 'Q'), fc.string());
    fc.assert(
      fc.property(
        fc.array(anyFrame),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (frames, cuts) => {
          const bytes = Buffer.concat(frames.map(([type, body]) => frame(type, body)));
          const whole = new UnitReader().push(bytes);

          const reader = new UnitReader();
          const pieces: Unit[] = [];
          for (let at = 0; at < bytes.length;) {
            const { value: length } = cuts.next() as { value: number };
            pieces.push(...reader.push(bytes.subarray(at, at + length)));
            at += length;
          }

          expect(textOf(pieces)).toEqual(textOf(whole));
        },
      ),
    );
  });
});
