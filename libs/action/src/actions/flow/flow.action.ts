import { stringifyJson } from '@millwright/kernel';
import type { Action } from '../../action.ts';
import { performGraphql } from '../../shopify/perform-graphql.ts';
import { openShop } from '../../shopify/shop.ts';
import { type FlowOptions, flowOptions } from './flow.options.ts';

const MUTATION = `mutation ($handle: String!, $payload: JSON!) {
  flowTriggerReceive(handle: $handle, payload: $payload) {
    userErrors { field message }
  }
}`;

/** Starts the Flows of the shop that wait for one of our triggers. */
export const flow = {
  name: 'flow',
  where: 'outside',
  options: flowOptions,
  connection: { types: ['shopify'] },
  async perform({ trigger, payload }, context) {
    const shop = await openShop(context, { asker: 'the flow action' });
    const handle = shop.connection.fields[`flow_trigger_${trigger}`];
    const variables = stringifyJson({ handle, payload });
    const call = { query: MUTATION, variables };
    return shop.redaction.outcome(await performGraphql(shop, call, context.actionRunId));
  },
} satisfies Action<FlowOptions>;
