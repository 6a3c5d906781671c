/**
 * The resources of Shopify's REST Admin API that have a collection right below `/admin/api/<version>/`. What is below
 * another resource (fulfillments, refunds, articles) has no plain path.
 */
const resources = new Set([
  'application_charge',
  'blog',
  'carrier_service',
  'collect',
  'country',
  'custom_collection',
  'customer',
  'draft_order',
  'fulfillment_service',
  'gift_card',
  'inventory_item',
  'marketing_event',
  'metafield',
  'order',
  'page',
  'price_rule',
  'product',
  'recurring_application_charge',
  'redirect',
  'report',
  'script_tag',
  'smart_collection',
  'storefront_access_token',
  'theme',
  'variant',
  'webhook',
]);

/** Whether a name is of a resource with a plain path. */
export const isRestResource = (name: string): boolean => resources.has(name);

/** `order` → `orders`, `country` → `countries`. */
export const pluralOf = (name: string): string =>
  name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
