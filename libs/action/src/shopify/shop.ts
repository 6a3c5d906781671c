import type { ConnectionSource, OpenConnection } from '@millwright/connection';
import type { Clock, Id } from '@millwright/kernel';
import type { OutboundHttp } from '@millwright/net';
import { ActionError } from '../action.errors.ts';
import { SecretRedaction } from '../secrets/redact-secrets.ts';
import type { ShopBudget, ShopBudgets } from './shop-budgets.ts';

const VERSION = /^(?:\d{4}-\d{2}|unstable)$/;

/** Who wants to speak with the shop of a Workspace, and with what. */
export interface ShopSeeker {
  workspaceId: Id;
  connections: ConnectionSource;
  shops: ShopBudgets;
  net: OutboundHttp;
  clock: Clock;
  signal: AbortSignal;
  /** What the task says; it comes before what the Connection says. */
  shopifyApiVersion?: string | null | undefined;
}

/** A shop whose Connection is open. */
export interface Shop {
  connection: OpenConnection<'shopify'>;
  /** As the address has it: `2026-10`. */
  version: string;
  budget: ShopBudget;
  /** Takes the token out of what is shown. */
  redaction: SecretRedaction;
  net: OutboundHttp;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Opens the shop of a Workspace: its default Connection, its only one, or the one that is named.
 * @throws ConnectionError, ActionError
 */
export async function openShop(
  seeker: ShopSeeker,
  { asker, account }: { asker: string; account?: string },
): Promise<Shop> {
  const { workspaceId, connections } = seeker;
  const connection = await connections.open(workspaceId, { types: ['shopify'], account, asker });
  return shopOf(connection, seeker);
}

/** The shop of a Connection. @throws ActionError */
export const shopOf = (
  connection: OpenConnection<'shopify'>,
  { shops, shopifyApiVersion, net, clock, signal }: Omit<ShopSeeker, 'workspaceId' | 'connections'>,
): Shop => ({
  ...{ connection, net, clock, signal },
  version: versionOf(shopifyApiVersion || connection.fields.api_version),
  budget: shops.of(connection),
  redaction: new SecretRedaction(new Map([['access_token', connection.fields.access_token]])),
});

/** Where a path of the shop is; `path` begins with a slash. */
export const addressIn = ({ fields }: OpenConnection<'shopify'>, path: string): string =>
  `${fields.base_url ?? `https://${fields.shop_domain}`}${path}`;

/** It becomes part of an address. */
function versionOf(version: string): string {
  if (VERSION.test(version)) return version;
  throw new ActionError(
    'invalid_options',
    `the shopify_api_version "${version}" of the task is no version; write it as 2026-10`,
  );
}
