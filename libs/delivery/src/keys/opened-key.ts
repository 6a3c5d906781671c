import type { SealedColumn } from '@millwright/database';
import { SecretBoxError, type Id, type SecretBox } from '@millwright/kernel';
import type { EndpointKey } from '../endpoints/endpoint-key.entity.ts';

/** A key in clear. */
export interface OpenedKey {
  id: Id;
  secret: string;
  /** `whsk_…` once there is a key pair. */
  privateKey: string | null;
  /** `whpk_…` once there is a key pair. */
  publicKey: string | null;
  /** Null: the current one. */
  validUntil: Date | null;
}

/** The one that signs first; undefined: there is none, or none that opens. */
export const currentKeyOf = (keys: readonly OpenedKey[]): OpenedKey | undefined =>
  keys.find(({ validUntil }) => validUntil === null);

/** What lies sealed in a key's row. */
interface SealedKey {
  secret: string;
  private_key: string | null;
}

type KeyPlace = Pick<EndpointKey, 'id' | 'endpointId' | 'workspaceId'>;

/** Seals a key for its row: it opens nowhere else. @throws SecretBoxError without a key to seal with */
export const sealKey = (box: SecretBox, place: KeyPlace, { secret, privateKey }: OpenedKey) =>
  box.seal(
    JSON.stringify({ secret, private_key: privateKey } satisfies SealedKey),
    contextOf(place),
  );

/** Opens a key; undefined: no configured key opens it. */
export function openKey(box: SecretBox, row: EndpointKey): OpenedKey | undefined {
  try {
    const { secret, private_key } = JSON.parse(box.open(row.sealed, contextOf(row))) as SealedKey;
    const { id, publicKey, validUntil } = row;
    return { id, secret, privateKey: private_key, publicKey, validUntil };
  } catch (error) {
    if (error instanceof SecretBoxError) return undefined;
    throw error;
  }
}

/** Where keys of endpoints lie. */
export const sealedEndpointKeys: SealedColumn = {
  table: 'endpoint_keys',
  columns: ['endpoint_id', 'workspace_id'],
  contextOf: ({ id, endpoint_id, workspace_id }) =>
    contextOf({ id: id!, endpointId: endpoint_id!, workspaceId: workspace_id! }),
};

const contextOf = ({ id, endpointId, workspaceId }: KeyPlace): string =>
  `workspaces/${workspaceId}/endpoints/${endpointId}/keys/${id}`;
