import { describe, expect, it } from '@jest/globals';
import { typeParsers } from './type-parsers.ts';

const read = (oid: number, value: string): unknown =>
  (typeParsers.getTypeParser as (oid: number) => (value: string) => unknown)(oid)(value);

describe('values from Postgres', () => {
  it('are numbers for bigint, alone and in arrays', () => {
    expect(read(20, '42')).toBe(42);
    expect(read(1016, '{1,NULL,-3}')).toEqual([1, null, -3]);
  });

  it('are the very text for json, and parsed for jsonb', () => {
    expect(read(114, '{"a": 1.0}')).toBe('{"a": 1.0}');
    expect(read(3802, '{"a": 1.0}')).toEqual({ a: 1 });
  });
});
