import { ShopBudgets } from './shop-budgets.ts';

const millAt = (revision: number) => ({ id: '0198c5a2-0000-7000-8000-000000000001', revision });

describe('the budgets of shops', () => {
  it('are shared by those who use the same Connection', () => {
    const budgets = new ShopBudgets();

    expect(budgets.of(millAt(1))).toBe(budgets.of(millAt(1)));
  });

  it('begin anew when the Connection is changed: it may be another shop', () => {
    const budgets = new ShopBudgets();

    expect(budgets.of(millAt(2))).not.toBe(budgets.of(millAt(1)));
  });

  it('believe no cost that no bucket holds', () => {
    const budget = new ShopBudgets().of(millAt(1));
    budget.learnCost('{ a }', 1e308);
    budget.learnCost('{ b }', -1e308);

    expect(budget.costOf('{ a }')).toBe(1_000_000);
    expect(budget.costOf('{ b }')).toBe(0);
  });
});
