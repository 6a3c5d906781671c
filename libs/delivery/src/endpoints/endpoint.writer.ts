import { bumpEpoch, type Sql, type Transaction } from '@millwright/database';
import { SecretBox, type Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { keptSecretOf, newSecret, secretRuleOf } from '../keys/secret.ts';
import { KeyStore, MAX_OLD_KEYS } from '../keys/key.store.ts';
import { currentKeyOf, type OpenedKey } from '../keys/opened-key.ts';
import { draftChanged, draftNew, type EndpointDraft } from './draft-endpoint.ts';
import type { EndpointFault } from './endpoint-fault.ts';
import type { EndpointRules } from './endpoint-rules.ts';
import { sealSecrets } from './endpoint-secrets.ts';
import type { EndpointSettings } from './endpoint-settings.ts';
import type { Endpoint } from './endpoint.entity.ts';
import type { EndpointFields, EndpointPatch, SecretRotation } from './endpoint.schema.ts';
import { EndpointStore, MAX_ENDPOINTS } from './endpoint.store.ts';
import { askOriginAnew, clearHealth, lockHealth } from './health-rows.ts';
import { loadSendable, type SendableEndpoint } from './sendable-endpoint.ts';

const HOUR_MS = 3_600_000;

/** An endpoint with the key that was made for it, in clear this once. */
export interface EndpointWithKey {
  endpoint: Endpoint;
  key: OpenedKey;
}

/** Why nothing was written. Faults of fields, or what there is too much of. */
export type Refused = { faults: EndpointFault[] } | { conflict: string };

/** What a change came to: the endpoint as it was, and as it is. */
export interface ChangedEndpoint {
  before: Endpoint;
  endpoint: Endpoint;
}

/** What rotating came to. */
export interface RotatedKey extends EndpointWithKey {
  previousValidUntil: Date;
}

/** Creates and changes endpoints together with their secrets and keys. Nothing is written of what is refused. */
@Injectable()
export class EndpointWriter {
  constructor(
    private readonly store: EndpointStore,
    private readonly keys: KeyStore,
    private readonly box: SecretBox,
    private readonly rules: EndpointRules,
  ) {}

  async create(
    tx: Transaction,
    workspaceId: Id,
    fields: EndpointFields,
    by: string,
  ): Promise<EndpointWithKey | Refused> {
    const draft = draftNew(fields, this.rules);
    if (Array.isArray(draft)) return { faults: draft };
    const { columns, secrets, secret } = draft;
    const endpoint = await this.store.create(tx, workspaceId, { columns, by }, (place) =>
      secrets === undefined ? null : sealSecrets(this.box, place, secrets),
    );
    if (endpoint === undefined) {
      return { conflict: `a Workspace has at most ${MAX_ENDPOINTS} endpoints` };
    }
    const owner = { workspaceId, endpointId: endpoint.id };
    const withPair = needsPair(columns.settings);
    const key = await this.keys.replace(tx, owner, { secret: secret ?? newSecret(), withPair });
    if (columns.settings.verify_origin) await askOriginAnew(tx, endpoint.id, true);
    return { endpoint, key };
  }

  /** Undefined: there is no such endpoint. */
  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    fields: EndpointPatch,
    by: string,
  ): Promise<ChangedEndpoint | Refused | undefined> {
    await lockHealth(tx, workspaceId, id);
    // Whoever raised the epoch is alone until it commits.
    await bumpEpoch(tx);
    const [current] = await loadSendable(tx, this.box, [id]);
    if (current?.endpoint.workspaceId !== workspaceId) return undefined;
    const draft = draftChanged(current, fields, this.rules);
    if (Array.isArray(draft)) return { faults: draft };
    const { columns, secrets } = draft;
    const sealed = secrets && sealSecrets(this.box, current.endpoint, secrets);
    const endpoint = await this.store.update(tx, workspaceId, id, { columns, sealed, by });
    await this.writeKeys(tx, current, draft);
    await this.writeHealth(tx, current.endpoint, endpoint!);
    return { before: current.endpoint, endpoint: endpoint! };
  }

  /** Adds a secret, with a key pair where there was one; undefined: there is no such endpoint. */
  async rotateSecret(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { secret: given, overlap_hours }: SecretRotation,
    { by, now }: { by: string; now: Date },
  ): Promise<RotatedKey | Refused | undefined> {
    const endpoint = await this.store.touch(tx, workspaceId, id, by);
    if (endpoint === undefined) return undefined;
    const { format, settings } = endpoint;
    const secret = given === undefined ? newSecret() : keptSecretOf(format, given);
    if (secret === undefined) {
      return { faults: [{ path: 'secret', message: secretRuleOf(format) }] };
    }
    const oldUntil = new Date(now.getTime() + overlap_hours * HOUR_MS);
    const owner = { workspaceId, endpointId: id };
    const withPair = needsPair(settings) || (await this.currentKey(tx, id))?.publicKey != null;
    const key = await this.keys.rotate(tx, owner, { secret, withPair }, { now, oldUntil });
    if (key !== undefined) return { endpoint, key, previousValidUntil: oldUntil };
    const conflict = `${MAX_OLD_KEYS} old secrets are still valid: wait until one has ended, or rotate with overlap_hours 0`;
    return { conflict };
  }

  /** The key that signs now; undefined: there is none, or none that opens. */
  async currentKey(sql: Sql, id: Id): Promise<OpenedKey | undefined> {
    return currentKeyOf((await this.keys.keysOf(sql, [id])).get(id)!);
  }

  private async writeKeys(
    tx: Transaction,
    { endpoint, keys }: SendableEndpoint,
    { columns, secret }: EndpointDraft,
  ): Promise<void> {
    const owner = { workspaceId: endpoint.workspaceId, endpointId: endpoint.id };
    const current = currentKeyOf(keys);
    const withPair = needsPair(columns.settings) || current?.publicKey != null;
    if (secret !== undefined) await this.keys.replace(tx, owner, { secret, withPair });
    else if (withPair && current !== undefined) await this.keys.addPair(tx, owner, current);
  }

  private async writeHealth(tx: Transaction, before: Endpoint, after: Endpoint): Promise<void> {
    if (after.enabled && !before.enabled) await clearHealth(tx, after.id);
    const { verify_origin } = after.settings;
    if (after.url !== before.url || verify_origin !== before.settings.verify_origin) {
      await askOriginAnew(tx, after.id, verify_origin);
    }
  }
}

/** Whether anything is signed with a private key. */
const needsPair = ({ signature, http_signature }: EndpointSettings): boolean =>
  signature !== 'v1' || http_signature === 'ed25519';
