import { describe, expect, it } from '@jest/globals';
import { TransactionScope } from './transaction-scope.ts';

describe('the scope of a transaction', () => {
  it('refuses what is asked inside of it', async () => {
    const scope = new TransactionScope();

    const inside = scope.run(async () => scope.refuseInside());

    await expect(inside).rejects.toMatchObject({ code: 'query_outside_transaction' });
  });

  it('refuses nothing outside, also to what it left running', async () => {
    const scope = new TransactionScope();
    let later: Promise<void> = Promise.reject(new Error('not started'));
    later.catch(() => {});

    await scope.run(async () => {
      later = new Promise((resolve) => setImmediate(resolve)).then(() => scope.refuseInside());
    });

    await expect(later).resolves.toBeUndefined();
    expect(() => scope.refuseInside()).not.toThrow();
  });

  it('is one for each database', async () => {
    const [one, other] = [new TransactionScope(), new TransactionScope()];

    await expect(one.run(async () => other.refuseInside())).resolves.toBeUndefined();
  });

  it('goes on refusing while another one ends', async () => {
    const scope = new TransactionScope();
    let end = (): void => {};
    const long = scope.run(async () => {
      await new Promise<void>((resolve) => (end = resolve));
      scope.refuseInside();
    });

    await scope.run(async () => undefined);
    end();

    await expect(long).rejects.toMatchObject({ code: 'query_outside_transaction' });
  });
});
