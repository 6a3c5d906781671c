import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { databaseErrorOf, driverErrorOf } from './error-mapping.ts';

const refused = (code: string, fields: Partial<pg.DatabaseError> = {}): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('refused', 0, 'error'), { code, ...fields });

describe('what a query failed with', () => {
  it.each([
    ['57P01', 'database_unavailable', true],
    ['57P03', 'database_unavailable', true],
    ['08006', 'database_unavailable', true],
    ['53300', 'database_unavailable', true],
    ['53100', 'database_unavailable', true],
    ['53200', 'database_unavailable', true],
    ['58030', 'database_unavailable', true],
    ['40001', 'query_conflict', true],
    ['40P01', 'query_conflict', true],
    ['57014', 'query_timeout', true],
    ['55P03', 'query_timeout', true],
    ['23505', 'unique_violation', false],
    ['23514', 'query_failed', false],
    ['42601', 'query_failed', false],
  ])('is, for SQLSTATE %s, %s', (state, code, retry) => {
    expect(driverErrorOf(refused(state))).toMatchObject({ code, retry, fault: 'ours' });
  });

  it('is a missing week when a history table has no partition for the id', () => {
    const id = '0192f3a0-1111-7abc-8abc-0123456789ab';
    const detail = `Partition key of the failing row contains (id) = (${id}).`;

    expect(driverErrorOf(refused('23514', { table: 'events', detail }))).toMatchObject({
      code: 'partition_missing',
      id,
    });
  });

  it('is no missing week for an id that is not ours, or for a check', () => {
    const detail = 'Partition key of the failing row contains (id) = (not-a-uuid-v7).';
    const id = '0192f3a0-1111-7abc-8abc-0123456789ab';

    expect(driverErrorOf(refused('23514', { table: 'events', detail }))).toMatchObject({
      code: 'query_failed',
    });
    expect(
      driverErrorOf(refused('23514', { table: 'work', constraint: 'work_kind_check', detail: id })),
    ).toMatchObject({ code: 'query_failed', constraint: 'work_kind_check' });
  });

  it('is a lost connection when it did not come from Postgres', () => {
    expect(driverErrorOf(new Error('Connection terminated unexpectedly'))).toMatchObject({
      code: 'database_unavailable',
    });
    expect(driverErrorOf(Object.assign(new Error(''), { code: 'ECONNREFUSED' }))).toMatchObject({
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('is left alone when it is a mistake of the caller', () => {
    const mistake = new TypeError('cyclic');

    expect(driverErrorOf(mistake)).toBe(mistake);
    expect(databaseErrorOf(mistake)).toBe(mistake);
  });

  it('is found inside what TypeORM wraps it in, without the parameters', () => {
    const wrapped = new QueryFailedError('select $1', ['secret'], refused('23505'));

    const mapped = databaseErrorOf(wrapped);

    expect(mapped).toMatchObject({ code: 'unique_violation' });
    expect(JSON.stringify(mapped)).not.toContain('secret');
  });
});
