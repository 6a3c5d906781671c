import type { Sql, Transaction } from '@millwright/database';
import { newId, SecretBox, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import type { EndpointKey } from '../endpoints/endpoint-key.entity.ts';
import { newKeyPair } from './key-pair.ts';
import { openKey, sealKey, type OpenedKey } from './opened-key.ts';

/** The most old keys of an endpoint that may go on signing at once. */
export const MAX_OLD_KEYS = 10;

/** Which endpoint's keys. */
export interface KeyOwner {
  workspaceId: Id;
  endpointId: Id;
}

/** What a new key is to be. */
export interface NewKey {
  secret: string;
  /** Whether an Ed25519 key pair comes with it. */
  withPair: boolean;
}

/** What endpoints' deliveries are signed with. Sealed here; whoever changes keys has raised the epoch before. */
@Injectable()
export class KeyStore {
  constructor(private readonly box: SecretBox) {}

  /**
   * The keys of some endpoints that count now, in clear: the current one first, then the old ones, newest first. One
   * that does not open is left out, so that an endpoint without any cannot sign.
   */
  async keysOf(sql: Sql, endpointIds: readonly Id[]): Promise<Map<Id, OpenedKey[]>> {
    const rows = await sql.query<EndpointKey>(
      `select id, endpoint_id as "endpointId", workspace_id as "workspaceId", sealed,
         public_key as "publicKey", created_at as "createdAt", valid_until as "validUntil"
       from endpoint_keys
       where endpoint_id = any($1::uuid[]) and (valid_until is null or valid_until > now())
       order by valid_until is not null, id desc`,
      [endpointIds],
    );
    const keys = new Map<Id, OpenedKey[]>(endpointIds.map((id) => [id, []]));
    for (const row of rows) keys.get(row.endpointId)?.push(...this.opened(row));
    return keys;
  }

  /** The public keys of some endpoints that sign now; null where there is no pair. */
  async publicKeysOf(sql: Sql, endpointIds: readonly Id[]): Promise<Map<Id, string | null>> {
    const rows = await sql.query<Pick<EndpointKey, 'endpointId' | 'publicKey'>>(
      `select endpoint_id as "endpointId", public_key as "publicKey" from endpoint_keys
       where endpoint_id = any($1::uuid[]) and valid_until is null`,
      [endpointIds],
    );
    return new Map(rows.map(({ endpointId, publicKey }) => [endpointId, publicKey]));
  }

  /** Adds the one current key; those that were there end now. */
  async replace(tx: Transaction, owner: KeyOwner, key: NewKey): Promise<OpenedKey> {
    await tx.execute(`delete from endpoint_keys where endpoint_id = $1`, [owner.endpointId]);
    return this.insert(tx, owner, key);
  }

  /**
   * Adds the one current key; those that were there go on until `oldUntil` at the latest. Undefined: too many would.
   */
  async rotate(
    tx: Transaction,
    owner: KeyOwner,
    key: NewKey,
    { now, oldUntil }: { now: Date; oldUntil: Date },
  ): Promise<OpenedKey | undefined> {
    await tx.execute(
      `delete from endpoint_keys where endpoint_id = $1 and valid_until <= $2::timestamptz`,
      [owner.endpointId, now],
    );
    const old = await tx.execute(
      `update endpoint_keys set valid_until = least(valid_until, $2::timestamptz) where endpoint_id = $1`,
      [owner.endpointId, oldUntil],
    );
    if (old > MAX_OLD_KEYS && oldUntil > now) return undefined;
    return this.insert(tx, owner, key);
  }

  /** Gives the current key a pair where it has none. */
  async addPair(tx: Transaction, owner: KeyOwner, key: OpenedKey): Promise<void> {
    if (key.publicKey !== null) return;
    const paired = { ...key, ...newKeyPair() };
    await tx.execute(`update endpoint_keys set sealed = $2, public_key = $3 where id = $1`, [
      key.id,
      sealKey(this.box, { ...owner, id: key.id }, paired),
      paired.publicKey,
    ]);
  }

  private async insert(
    tx: Transaction,
    owner: KeyOwner,
    { secret, withPair }: NewKey,
  ): Promise<OpenedKey> {
    const pair = withPair ? newKeyPair() : { privateKey: null, publicKey: null };
    const key: OpenedKey = { id: newId(), secret, ...pair, validUntil: null };
    await tx.execute(
      `insert into endpoint_keys (id, endpoint_id, workspace_id, sealed, public_key) values ($1, $2, $3, $4, $5)`,
      [
        key.id,
        owner.endpointId,
        owner.workspaceId,
        sealKey(this.box, { ...owner, id: key.id }, key),
        key.publicKey,
      ],
    );
    return key;
  }

  private opened(row: EndpointKey): OpenedKey[] {
    const key = openKey(this.box, row);
    return key === undefined ? [] : [key];
  }
}
