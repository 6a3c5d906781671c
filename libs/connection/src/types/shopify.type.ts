import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { baseUrl, secret, shown } from './fields.ts';

const trigger = (about: string) => shown(`Handle of the Flow trigger ${about}.`);

/** A Shopify shop, by the token of a custom app. */
export const shopify = connectionType({
  name: 'shopify',
  title: 'Shopify',
  defaultSetting: 'default_shopify_connection',
  fields: z.strictObject({
    shop_domain: shown('`name.myshopify.com`.').regex(
      /^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+$/i,
      'is a domain, as name.myshopify.com',
    ),
    access_token: secret('The Admin API token, `shpat_…`.'),
    api_version: shown('`2026-10`, or `unstable`.').regex(
      /^(\d{4}-\d{2}|unstable)$/,
      'is a version, as 2026-10',
    ),
    app_secret: secret('Signs the webhooks of the app; needed to receive them.').optional(),
    base_url: baseUrl('Default https:// and the shop_domain.').optional(),
    flow_trigger_general: trigger('for no resource').default('mechanic-general'),
    flow_trigger_customer: trigger('for customers').default('mechanic-customer'),
    flow_trigger_product: trigger('for products').default('mechanic-product'),
    flow_trigger_order: trigger('for orders').default('mechanic-order'),
  }),
});
