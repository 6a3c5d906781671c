import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import type { RotatedKey } from '../endpoints/endpoint.writer.ts';
import { endpointPatchSchema } from '../endpoints/endpoint.schema.ts';
import { EndpointKey } from '../endpoints/endpoint-key.entity.ts';
import {
  addEndpoint,
  addWorkspace,
  endpointWriterOf,
  testSecretBox,
} from '../testing/given-endpoint.ts';
import type { OpenedKey } from './opened-key.ts';
import { KeyStore } from './key.store.ts';

const HOUR_MS = 3_600_000;
const writer = endpointWriterOf();
const keys = new KeyStore(testSecretBox);
const openers = { Postgres: openTestDatabase, PGlite: openEmbeddedTestDatabase };
const given = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

describe.each(Object.entries(openers))('the keys of an endpoint on %s', (_name, open) => {
  let test: TestDatabase;
  let workspaceId: Id;

  beforeAll(async () => {
    test = await open([EndpointKey]);
    workspaceId = await addWorkspace(test.database);
  }, 120_000);
  afterAll(() => test.close());

  const add = async (fields?: object) => {
    const { endpoint, key } = await addEndpoint(test.database, workspaceId, fields);
    return { id: endpoint.id, key };
  };
  const of = async (id: Id): Promise<OpenedKey[]> =>
    (await keys.keysOf(test.database, [id])).get(id)!;
  const secrets = async (id: Id): Promise<string[]> => (await of(id)).map(({ secret }) => secret);
  const patch = (id: Id, fields: object) =>
    test.database.transaction((tx) =>
      writer.update(tx, workspaceId, id, endpointPatchSchema.parse(fields), 'changer'),
    );
  const tryRotate = (id: Id, fields: { secret?: string; overlap_hours?: number } = {}) =>
    test.database.transaction((tx) =>
      writer.rotateSecret(
        tx,
        workspaceId,
        id,
        { overlap_hours: 24, ...fields },
        { by: 'changer', now: new Date() },
      ),
    );
  const rotate = async (id: Id, fields?: object): Promise<RotatedKey> =>
    (await tryRotate(id, fields)) as RotatedKey;

  it('M1: are one secret, made or given, that lies sealed in its own row', async () => {
    const [made, other, own] = [await add(), await add(), await add({ secret: given })];

    expect(made.key.secret).toMatch(/^whsec_/);
    expect(made.key.secret).not.toBe(other.key.secret);
    expect(own.key.secret).toBe(given);
    expect(await of(own.id)).toEqual([own.key]);
    const rows = await test.database.query(
      'select * from endpoint_keys where endpoint_id = any($1::uuid[])',
      [[made.id, own.id]],
    );
    expect(JSON.stringify(rows)).not.toContain('whsec_');
  });

  it('D5: rotate: the old one goes on beside the new one for as long as is said', async () => {
    const { id, key } = await add();
    const before = Date.now();

    const first = await rotate(id);
    const second = await rotate(id, { secret: given, overlap_hours: 48 });

    expect(await secrets(id)).toEqual([given, first.key.secret, key.secret]);
    const ends = (await of(id)).map(
      ({ validUntil }) => validUntil && validUntil.getTime() - before,
    );
    expect(ends[0]).toBeNull();
    expect(Math.round(ends[1]! / HOUR_MS)).toBe(48);
    expect(Math.round(ends[2]! / HOUR_MS)).toBe(24);
    expect(second.previousValidUntil).toEqual((await of(id))[1]!.validUntil);
    expect(second.endpoint).toMatchObject({ updatedBy: 'changer', editedAt: expect.any(Date) });
    expect(second.endpoint.changedEpoch).toBeGreaterThan(first.endpoint.changedEpoch);
  });

  it('D5: without overlap end at once, all the old ones', async () => {
    const { id } = await add();
    await rotate(id);

    const { key } = await rotate(id, { overlap_hours: 0 });

    expect(await secrets(id)).toEqual([key.secret]);
  });

  it('D5: of an old one that has ended are no more', async () => {
    const { id, key } = await add();
    await rotate(id, { overlap_hours: 1 });
    expect(await secrets(id)).toContain(key.secret);

    await test.database.execute(
      `update endpoint_keys set valid_until = now() - interval '1 second' where valid_until is not null and endpoint_id = $1`,
      [id],
    );

    expect(await of(id)).toHaveLength(1);
  });

  it('D5: are ten old ones at most, until some have ended', async () => {
    const { id } = await add();
    for (let count = 0; count < 10; count += 1) await rotate(id);
    const ten = await secrets(id);

    const refused = await tryRotate(id);

    expect(ten).toHaveLength(11);
    expect(refused).toMatchObject({ conflict: expect.stringContaining('10 old secrets') });
    const { key } = await rotate(id, { overlap_hours: 0 });
    expect(await secrets(id)).toEqual([key.secret]);
  });

  it('refuse a secret that does not fit the format, and take one that does', async () => {
    const [{ id }, mautic] = [await add(), await add({ format: 'mautic', secret: 'mySecret' })];

    expect(await tryRotate(id, { secret: 'mySecret' })).toMatchObject({
      faults: [{ path: 'secret' }],
    });
    expect((await rotate(mautic.id, { secret: 'another' })).key.secret).toBe('another');
  });

  it('are replaced without overlap where a change brings a secret along', async () => {
    const { id } = await add();
    await rotate(id);

    await patch(id, { secret: given });

    expect(await secrets(id)).toEqual([given]);
  });

  it('D27: stand in the way of a format that they do not fit, unless a new one comes along', async () => {
    const { id } = await add({ format: 'mautic', secret: 'mySecret' });

    expect(await patch(id, { format: 'standard' })).toMatchObject({ faults: [{ path: 'secret' }] });
    expect(await patch(id, { format: 'standard', secret: given })).toHaveProperty('endpoint');
    expect(await patch(id, { format: 'mautic' })).toHaveProperty('endpoint');
    expect(await secrets(id)).toEqual([given]);
  });

  it('get a pair when something is to be signed by it, which rotates along', async () => {
    const { id, key } = await add();
    expect(key.publicKey).toBeNull();

    await patch(id, { signature: 'both' });
    const [paired] = await of(id);
    await patch(id, { signature: 'v1a' });
    expect((await of(id))[0]).toEqual(paired);
    await patch(id, { signature: 'v1' });
    const { key: rotated } = await rotate(id);

    expect(paired).toMatchObject({
      id: key.id,
      secret: key.secret,
      privateKey: expect.stringMatching(/^whsk_/),
      publicKey: expect.stringMatching(/^whpk_/),
    });
    expect(rotated.publicKey).toMatch(/^whpk_/);
    expect(rotated.publicKey).not.toBe(paired!.publicKey);
    expect((await add({ http_signature: 'ed25519' })).key.publicKey).toMatch(/^whpk_/);
  });

  it('are only given a pair where they are the current ones', async () => {
    const { id, key } = await add();
    const { key: current } = await rotate(id);
    await test.database.execute(`update endpoint_keys set sealed = 'v1.x.y' where id = $1`, [
      current.id,
    ]);

    await patch(id, { signature: 'both' });

    expect(await of(id)).toMatchObject([{ id: key.id, publicKey: null }]);
  });

  it('do not open in the row of another endpoint', async () => {
    const [one, other] = [await add(), await add()];
    await test.database.execute(
      `update endpoint_keys set sealed = (select sealed from endpoint_keys where endpoint_id = $2) where endpoint_id = $1`,
      [one.id, other.id],
    );

    expect(await of(one.id)).toEqual([]);
    expect(await of(other.id)).toHaveLength(1);
  });
});
