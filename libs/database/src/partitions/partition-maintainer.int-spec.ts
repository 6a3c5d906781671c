import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger as logger } from '@millwright/observability';
import { FakeClock, leakCheck, until } from '@millwright/testing';
import { tryLease } from '../lease.ts';
import { openTestDatabase } from '../testing/index.ts';
import type { TestDatabase } from '../testing/index.ts';
import { ensurePartitions } from './ensure-partitions.ts';
import { PartitionMaintainer } from './partition-maintainer.ts';

afterAll(leakCheck());

describe('the partition maintainer', () => {
  const past = new FakeClock(Date.UTC(2020, 0, 6));
  const clock = new FakeClock(Date.UTC(2035, 0, 1));
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());

  const weeks = async (): Promise<string[]> => {
    const rows = await opened.database.query<{ name: string }>(
      `select relname as name from pg_class
       where relname ~ '^events_p(2020|203)' and relkind = 'r' order by relname`,
    );
    return rows.map(({ name }) => name);
  };

  it('makes the weeks ahead and drops the empty ones behind, as soon as it starts', async () => {
    await ensurePartitions(opened.database, 0, past);
    const maintainer = new PartitionMaintainer({ database: opened.database, logger, clock });

    maintainer.start();

    await until(async () => (await weeks()).length === 3 && !(await weeks())[0]!.includes('2020'));
    await maintainer.stop();
    await expect(weeks()).resolves.toEqual([
      'events_p20350101',
      'events_p20350108',
      'events_p20350115',
    ]);
  });

  it('leaves the work to whoever has the lease', async () => {
    const maintainer = new PartitionMaintainer({ database: opened.database, logger, clock });
    await tryLease(opened.database, 'partition-maintainer', 'another', 60);

    await expect(maintainer.maintain()).resolves.toBe(false);
  });
});
