import { hash } from 'node:crypto';
import type { OpenConnection } from '@millwright/connection';
import { CostBucket } from './cost-bucket.ts';

const MAX_SHOPS = 1_000;
const MAX_QUERIES = 1_000;
/** What a query is taken to cost before it was asked for the first time. */
const UNKNOWN_COST = 10;
/** More than any bucket holds. */
const MAX_COST = 1_000_000;

/** What may be asked of one shop. */
export class ShopBudget {
  readonly graphql = new CostBucket();
  /** Until then the REST API takes no calls. */
  restOpensAtMs = 0;
  private readonly costs = new Map<string, number>();

  /** The cost that Shopify said for a query the last time. */
  costOf(query: string): number {
    return this.costs.get(hash('sha256', query)) ?? UNKNOWN_COST;
  }

  learnCost(query: string, cost: number): void {
    if (this.costs.size >= MAX_QUERIES) this.costs.delete(this.costs.keys().next().value!);
    this.costs.set(hash('sha256', query), Math.min(MAX_COST, Math.max(0, cost)));
  }
}

/** The budgets of shops, shared by all runs of this process. Shopify counts by app and shop: so does a Connection. */
export class ShopBudgets {
  private readonly byConnection = new Map<string, ShopBudget>();

  /** Of a Connection as it is now: after a change it may be of another shop, or another app. */
  of({ id, revision }: Pick<OpenConnection, 'id' | 'revision'>): ShopBudget {
    const key = `${id} ${revision}`;
    const known = this.byConnection.get(key);
    if (known !== undefined) return known;
    if (this.byConnection.size >= MAX_SHOPS) {
      this.byConnection.delete(this.byConnection.keys().next().value!);
    }
    const budget = new ShopBudget();
    this.byConnection.set(key, budget);
    return budget;
  }
}
