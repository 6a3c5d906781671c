import type { Action, ActionContext } from '../../action.ts';
import type { GraphqlAnswer } from '../../shopify/ask-shop.ts';
import { bulkOperationsIn } from '../../shopify/bulk-operations-in.ts';
import { performGraphql } from '../../shopify/perform-graphql.ts';
import { openShop, type Shop } from '../../shopify/shop.ts';
import { askRest } from './ask-rest.ts';
import { type ShopifyOptions, shopifyOptions } from './shopify.options.ts';

/** Asks the shop of the Workspace for something, or to change something, by its Admin API. */
export const shopify = {
  name: 'shopify',
  where: 'outside',
  options: shopifyOptions,
  connection: { types: ['shopify'] },
  async perform(options, context) {
    const shop = await openShop(context, { asker: 'the shopify action' });
    const outcome =
      options.api === 'rest'
        ? await askRest(shop, options)
        : await performGraphql(shop, options, context.actionRunId, (answer) =>
            watchedIn(answer, shop, context),
          );
    return shop.redaction.outcome(outcome);
  },
} satisfies Action<ShopifyOptions>;

/** Has the end of the bulk operations told that were begun; answers warnings for those for which that cannot be. */
async function watchedIn(
  { value }: GraphqlAnswer,
  { connection, version: apiVersion }: Shop,
  context: ActionContext,
): Promise<string[]> {
  const { bulkOperations, workspaceId, eventId, taskId, actionRunId } = context;
  const warnings: string[] = [];
  for (const { field, id } of bulkOperationsIn(value)) {
    if (id === undefined) {
      warnings.push(
        `${field}: gave no id of its bulkOperation; ask for bulkOperation { id }, so that its end can be told`,
      );
    } else {
      await bulkOperations.watch({
        ...{ workspaceId, eventId, taskId, actionRunId, apiVersion },
        operationId: id,
        connection: { id: connection.id, name: connection.name },
      });
    }
  }
  return warnings;
}
