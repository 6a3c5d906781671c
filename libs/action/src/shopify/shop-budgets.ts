import { hash } from 'node:crypto';
import { CostBucket } from './cost-bucket.ts';

const MAX_SHOPS = 1_000;
const MAX_QUERIES = 1_000;
/** What a query is taken to cost before it was asked for the first time. */
const UNKNOWN_COST = 10;

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
    this.costs.set(hash('sha256', query), cost);
  }
}

/** The budgets of shops, shared by all runs of this process. Shopify counts by app and shop: so does a Connection. */
export class ShopBudgets {
  private readonly byConnection = new Map<string, ShopBudget>();

  /** Of a Connection, by its id. */
  of(connectionId: string): ShopBudget {
    const known = this.byConnection.get(connectionId);
    if (known !== undefined) return known;
    if (this.byConnection.size >= MAX_SHOPS) {
      this.byConnection.delete(this.byConnection.keys().next().value!);
    }
    const budget = new ShopBudget();
    this.byConnection.set(connectionId, budget);
    return budget;
  }
}
