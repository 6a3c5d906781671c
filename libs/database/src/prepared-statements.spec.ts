import { describe, expect, it } from '@jest/globals';
import { PreparedStatements } from './prepared-statements.ts';

const namesOf = (statements: PreparedStatements, text: string, uses: number) =>
  Array.from({ length: uses }, () => statements.nameOf(text));

describe('the names of prepared statements', () => {
  it('are given to what is asked for the fifth time, and stay', () => {
    const names = namesOf(new PreparedStatements(), 'select 1', 7);

    expect(names.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
    expect(names[4]).toMatch(/^m[0-9a-f]{32}$/);
    expect(new Set(names.slice(4)).size).toBe(1);
  });

  it('differ between texts', () => {
    const statements = new PreparedStatements();

    expect(namesOf(statements, 'select 1', 5)[4]).not.toBe(namesOf(statements, 'select 2', 5)[4]);
  });

  it('are not used up by statements that come once', () => {
    const statements = new PreparedStatements();
    for (let number = 0; number < 10_000; number += 1) statements.nameOf(`select ${number}`);

    expect(namesOf(statements, 'select often', 5)[4]).toBeDefined();
  });

  it('are so many and no more', () => {
    const statements = new PreparedStatements();
    const given = Array.from(
      { length: 300 },
      (_none, n) => namesOf(statements, `select ${n}`, 5)[4],
    );

    expect(given.filter((name) => name !== undefined)).toHaveLength(200);
    expect(statements.nameOf('select 0')).toBe(given[0]);
  });
});
