import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { strictJsonIn, textAt, valueAt } from './strict-json.ts';

const read = (text: string | Buffer) => strictJsonIn(Buffer.from(text));

describe('a body that is signed in parts', () => {
  it('is read like any other', () => {
    expect(textAt(read('{"a":{"b":"c"},"é":1}'), 'a', 'b')).toBe('c');
    expect(textAt(read('{"a":{"b":1}}'), 'a', 'b')).toBeUndefined();
    expect(valueAt(read('{"a":[1]}'), 'a', '0')).toBeUndefined();
  });

  it.each([
    '{"Message":"signed","Message":"forged"}',
    '{"a":{"b":1,"b":2}}',
    '[{"a":1,"a":1}]',
    '{"Message":"signed","\\u004dessage":"forged"}',
    '{"\\u004dessage":"unseen by some"}',
    '{"a":1',
    '',
    'text',
    Buffer.from([0x22, 0xff, 0x22]),
  ])('is not read when two readers could see two values, or none: %j', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('may have the same key in several places, and escapes where a key needs them', () => {
    expect(read('{"a":{"b":1},"c":{"b":1}}')).toBeDefined();
    expect(read('[{"b":1},{"b":1}]')).toBeDefined();
    expect(read('{"\\u00e9":1,"a\\"b":2}')).toBeDefined();
  });

  it('throws at none', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.json(), (bytes, json) => {
        strictJsonIn(Buffer.from(bytes));
        expect(read(json)).toBeDefined();
      }),
    );
  });
});
