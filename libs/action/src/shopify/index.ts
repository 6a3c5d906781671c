export { ShopBudgets } from './shop-budgets.ts';
export { ShopReader, type ShopTask } from './shop-reader.ts';
export { BulkOperationReader, type BulkOperationState } from './bulk-operation-reader.ts';
