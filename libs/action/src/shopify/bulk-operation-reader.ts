import { ConnectionError } from '@millwright/connection';
import type { Id } from '@millwright/kernel';
import { stringifyJson } from '@millwright/kernel';
import { ActionError } from '../action.errors.ts';
import { askShop } from './ask-shop.ts';
import { memberAt } from './shop-answer.ts';
import type { ShopReaderTools } from './shop-reader.ts';
import { openShop } from './shop.ts';

const QUERY = `query ($id: ID!) {
  node(id: $id) {
    ... on BulkOperation {
      id type status errorCode query createdAt completedAt
      objectCount rootObjectCount fileSize url partialDataUrl
    }
  }
}`;

const ENDED: ReadonlySet<unknown> = new Set(['COMPLETED', 'FAILED', 'CANCELED', 'EXPIRED']);

/** A bulk operation to be asked about. */
export interface AskedBulkOperation {
  workspaceId: Id;
  connection: { id: Id; name: string };
  apiVersion: string;
  operationId: string;
}

/** Where it is: `operation` is what Shopify says of it, as JSON text. `unknown`: the shop has none of this id. */
export type BulkOperationState =
  { is: 'running' } | { is: 'ended'; operation: string } | { is: 'unknown' };

/** Asks shops how far bulk operations are. */
export class BulkOperationReader {
  constructor(private readonly tools: ShopReaderTools) {}

  /** @throws ActionError, ConnectionError, NetError */
  async read(asked: AskedBulkOperation, signal: AbortSignal): Promise<BulkOperationState> {
    const { workspaceId, connection, apiVersion, operationId } = asked;
    const shop = await openShop(
      { ...this.tools, workspaceId, shopifyApiVersion: apiVersion, signal },
      { asker: 'the watch of bulk operations', account: connection.name },
    );
    if (shop.connection.id !== connection.id) throw gone(connection.name);
    const variables = stringifyJson({ id: operationId });
    const { value, faults } = await askShop(shop, { query: QUERY, variables });
    const [fault] = faults;
    if (fault) throw new ActionError('remote_rejected', shop.redaction.text(fault.message));
    const operation = memberAt(value, 'data', 'node');
    if (!(operation instanceof Map)) return { is: 'unknown' };
    if (!ENDED.has(operation.get('status'))) return { is: 'running' };
    return { is: 'ended', operation: stringifyJson(operation) };
  }
}

/** Another one has its name now: that may be of another shop. */
const gone = (name: string): ConnectionError =>
  new ConnectionError(
    'connection_missing',
    `the Connection "${name}" that began the bulk operation is not there any more`,
  );
