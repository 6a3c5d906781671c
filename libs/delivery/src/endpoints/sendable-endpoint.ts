import type { Sql } from '@millwright/database';
import type { Id, SecretBox } from '@millwright/kernel';
import { KeyStore } from '../keys/key.store.ts';
import type { OpenedKey } from '../keys/opened-key.ts';
import { endpointColumns } from './endpoint-columns.ts';
import type { Endpoint } from './endpoint.entity.ts';
import { openSecrets } from './endpoint-secrets.ts';
import type { EndpointSecrets } from './endpoint-settings.ts';

/** An endpoint with all that its requests are made of. */
export interface SendableEndpoint {
  endpoint: Endpoint;
  /** Null: no configured key opens them, and nothing may be sent. */
  secrets: EndpointSecrets | null;
  /** The current one first, then the old ones that still sign, newest first. None: nothing can be signed. */
  keys: OpenedKey[];
}

/** Reads endpoints for sending; what is deleted, or of a Workspace that is, is missing. In no order. */
export async function loadSendable(
  sql: Sql,
  box: SecretBox,
  ids: readonly Id[],
): Promise<SendableEndpoint[]> {
  if (ids.length === 0) return [];
  const endpoints = await sql.query<Endpoint>(
    `select ${endpointColumns('e')} from endpoints e
     where e.id = any($1::uuid[]) and e.deleted_at is null`,
    [ids],
  );
  const keys = await new KeyStore(box).keysOf(sql, ids);
  return endpoints.map((endpoint) => ({
    endpoint,
    secrets: openSecrets(box, endpoint),
    keys: keys.get(endpoint.id)!,
  }));
}
