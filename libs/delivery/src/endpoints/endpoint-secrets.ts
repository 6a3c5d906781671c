import type { SealedColumn } from '@millwright/database';
import { SecretBoxError, type SecretBox } from '@millwright/kernel';
import type { Endpoint } from './endpoint.entity.ts';
import { endpointSecretsContext, type EndpointSecrets } from './endpoint-settings.ts';

/** What an endpoint has when nothing of it lies sealed. */
export const noSecrets: EndpointSecrets = { headers: {}, auth: null, client_key: null };

/** Where they lie. */
export const sealedEndpointSecrets: SealedColumn = {
  table: 'endpoints',
  columns: ['workspace_id'],
  contextOf: ({ id, workspace_id }) => endpointSecretsContext(workspace_id!, id!),
};

type Place = Pick<Endpoint, 'id' | 'workspaceId'>;

/** Seals an endpoint's secrets for its row; null: there are none. @throws SecretBoxError without a key to seal with */
export function sealSecrets(
  box: SecretBox,
  { id, workspaceId }: Place,
  secrets: EndpointSecrets,
): string | null {
  const { headers, auth, client_key } = secrets;
  if (auth === null && client_key === null && Object.keys(headers).length === 0) return null;
  return box.seal(JSON.stringify(secrets), endpointSecretsContext(workspaceId, id));
}

/** Opens an endpoint's secrets; null: no configured key opens them. */
export function openSecrets(
  box: SecretBox,
  { id, workspaceId, sealed }: Place & Pick<Endpoint, 'sealed'>,
): EndpointSecrets | null {
  if (sealed === null) return noSecrets;
  try {
    return JSON.parse(box.open(sealed, endpointSecretsContext(workspaceId, id))) as EndpointSecrets;
  } catch (error) {
    if (error instanceof SecretBoxError) return null;
    throw error;
  }
}
