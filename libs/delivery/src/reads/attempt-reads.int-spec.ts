import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { givenAttempt, givenDelivery, givenEndpointRow } from '../testing/given-deliveries.ts';
import { givenWorkspace } from '../testing/given-workspace.ts';
import { AttemptReads } from './attempt-reads.ts';

describe('the lists of attempts', () => {
  let opened: TestDatabase;
  let reads: AttemptReads;
  let workspaceId: Id;
  let endpointId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    reads = new AttemptReads(opened.database);
    workspaceId = await givenWorkspace(opened.database);
    endpointId = await givenEndpointRow(opened.database, workspaceId);
  });
  afterAll(() => opened.close());

  it('have the newest 100 of 105 on the first page, and the other five behind its cursor (M17)', async () => {
    const weekAgo = Date.now() - 7 * 86_400_000;
    const old = await givenDelivery(opened.database, { workspaceId, endpointId, at: weekAgo });
    const delivery = { workspaceId, endpointId, state: 'failed' } as const;
    const [one, other] = [
      await givenDelivery(opened.database, { ...delivery, attempts: 50 }),
      await givenDelivery(opened.database, { ...delivery, attempts: 50 }),
    ];
    // Late attempts of an old delivery, whose rows are in the week of its own.
    for (let number = 1; number <= 5; number += 1) {
      const at = number === 1 ? weekAgo : Date.now() + 60_000;
      await givenAttempt(opened.database, { workspaceId, endpointId, deliveryId: old, number, at });
    }

    const first = await reads.ofEndpoint(workspaceId, endpointId, { limit: 100 });
    const second = await reads.ofEndpoint(workspaceId, endpointId, {
      limit: 100,
      cursor: first.nextCursor!,
    });

    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([100, 5, null]);
    const all = [...first.items, ...second.items];
    expect(new Set(all.map(({ id }) => id)).size).toBe(105);
    const times = all.map(({ started_at: at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(first.items.slice(0, 4).map(({ number }) => number)).toEqual([5, 4, 3, 2]);
    expect(new Set(all.map(({ delivery_id }) => delivery_id))).toEqual(new Set([old, one, other]));
  });

  it('of a delivery come by their numbers, newest first', async () => {
    const id = await givenDelivery(opened.database, { workspaceId, endpointId, attempts: 12 });

    const first = await reads.ofDelivery(workspaceId, id, { limit: 10 });
    const second = await reads.ofDelivery(workspaceId, id, {
      limit: 10,
      cursor: first.nextCursor!,
    });

    expect([...first.items, ...second.items].map(({ number }) => number)).toEqual([
      ...[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
    ]);
    expect(first.items[0]).toMatchObject({
      ...{ delivery_id: id, manual: false, status_code: 500, duration_ms: 12 },
      ...{ request_headers: { 'x-own': '***' }, response_body: 'no', response_truncated: false },
      error: { code: 'http_status', message: 'it answered 500' },
    });
    expect((await reads.ofDelivery(newId(), id, { limit: 10 })).items).toEqual([]);
  });
});
