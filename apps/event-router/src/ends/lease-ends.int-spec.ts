import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import { HandshakeStore, WebhookSecretStore, type LastHandshake } from '@millwright/webhook';
import { addWebhook, addWorkspace, testSecretBox } from '@millwright/webhook/testing';
import { EndWatch } from './end-watch.ts';
import { leaseEnds } from './lease-ends.ts';

const HOUR_MS = 3_600_000;
const handshakes = new HandshakeStore(new WebhookSecretStore(testSecretBox));

let opened: TestDatabase;
let workspaceId: Id;

beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  workspaceId = await addWorkspace(opened.database);
});

const aWatch = (): EndWatch =>
  new EndWatch(
    { database: opened.database, publish: async () => undefined, logger: silentLogger },
    leaseEnds,
  );

const websub = async (): Promise<Id> =>
  (
    await addWebhook(opened.database, workspaceId, {
      provider: 'websub',
      verification: { secrets: ['s'] },
    })
  ).id;

/** The hub says that a subscription holds for so long; undefined: the handshake says nothing of it. */
async function agree(
  id: Id,
  hours: number | undefined,
  kind = 'subscribe',
): Promise<string | null> {
  const lease_ends_at =
    hours === undefined ? null : new Date(Date.now() + hours * HOUR_MS).toISOString();
  const handshake: LastHandshake = {
    at: new Date().toISOString(),
    provider: 'websub',
    kind,
    ip: '203.0.113.7',
    outcome: 'answered',
    reason: null,
    notice: null,
    lease_ends_at,
  };
  await handshakes.noteLast(opened.database, new Map([[id, handshake]]));
  return lease_ends_at;
}

/** So many hours later: all that is noted lies that much further back. */
const passes = (id: Id, hours: number): Promise<number> =>
  opened.database.execute(
    `update webhooks set lease_told_at = lease_told_at - make_interval(hours => $2),
       lease_ends_at = lease_ends_at - make_interval(hours => $2) where id = $1`,
    [id, hours],
  );

const told = async (): Promise<unknown[]> => {
  const rows = await opened.database.query<{ topic: string; data: string }>(
    'select topic, data from events where workspace_id = $1 order by id',
    [workspaceId],
  );
  return rows.map(({ topic, data }) => [topic, JSON.parse(data)]);
};

describe('the end of a subscription', () => {
  it('is told once, a day before', async () => {
    const [soon, later, never] = [await websub(), await websub(), await websub()];
    const lease_ends_at = await agree(soon, 23);
    await agree(later, 25);
    await agree(never, undefined);

    await Promise.all([aWatch().tick(), aWatch().tick()]);
    expect(await aWatch().tick()).toBe(0);

    expect(await told()).toEqual([
      [
        'millwright/webhook/lease_ending',
        { webhook_id: soon, name: 'Orders', provider: 'websub', lease_ends_at },
      ],
    ]);
  });

  it('is told again of a new one, and not of one that was given up', async () => {
    const [renewed, given] = [await websub(), await websub()];
    await agree(renewed, 1);
    expect(await aWatch().tick()).toBe(1);

    await agree(renewed, undefined, 'denial');
    expect(await aWatch().tick()).toBe(0);
    await agree(renewed, 48);
    await agree(given, 1);
    await agree(given, undefined, 'unsubscribe');

    expect(await aWatch().tick()).toBe(0);
    await passes(renewed, 25);
    expect(await aWatch().tick()).toBe(1);
    expect(await told()).toHaveLength(2);
  });

  it('is told once a day of one that is renewed for an hour again and again', async () => {
    const id = await websub();
    await agree(id, 1);
    expect(await aWatch().tick()).toBe(1);

    await agree(id, 1);
    expect(await aWatch().tick()).toBe(0);
    await passes(id, 25);
    await agree(id, 1);
    expect(await aWatch().tick()).toBe(1);
    expect(await aWatch().tick()).toBe(0);
  });
});
