import { ConnectionError } from '@millwright/connection';
import type { ConnectionTest } from '../../connection-tests/connection-test.ts';
import { askShop } from '../../shopify/ask-shop.ts';
import { ShopBudgets } from '../../shopify/shop-budgets.ts';
import { memberAt } from '../../shopify/shop-answer.ts';
import { shopOf } from '../../shopify/shop.ts';

/** Asks the shop for its name. @throws ConnectionError, NetError, ActionError */
export const shopifyTest: ConnectionTest<'shopify'> = async (connection, context) => {
  const shop = shopOf(connection, { ...context, shops: new ShopBudgets() });
  const { value, faults } = await askShop(shop, { query: '{ shop { name } }' });
  const name = memberAt(value, 'data', 'shop', 'name');
  if (faults.length === 0 && typeof name === 'string') return `speaks for the shop ${name}`;
  const words = faults.map(({ message }) => message).join('; ') || 'it does not tell its name';
  throw new ConnectionError(
    'connection_rejected',
    shop.redaction.text(`${connection.fields.shop_domain} answered: ${words}`),
  );
};
